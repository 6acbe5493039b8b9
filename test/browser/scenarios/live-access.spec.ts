import { live, openTab, visit } from '../support/dashboard.js';
import { Colleague } from './support/colleague.js';
import { expect, test } from './support/scenario.js';
import { callsOf, connectionsOf, leaderOf } from './support/traffic.js';

const STAFF = 'staff@borealis.test';

test('a change of role shows in every tab of the user, over the open connection', async ({ newBrowser, server }) => {
  const owner = await Colleague.signIn(server.url, 'owner@borealis.test');
  const context = await newBrowser();
  const tabs = [
    await visit(context, `${server.url}/app/tasks`, STAFF),
    await openTab(context, `${server.url}/app/tasks`),
  ];
  const leader = await leaderOf(tabs);
  const before = await connectionsOf(leader);
  for (const tab of tabs) await expect(tab.getByRole('link', { name: 'Finance' })).toHaveCount(0);

  await owner.changeRole(STAFF, 'manager');
  for (const tab of tabs) await tab.getByRole('link', { name: 'Finance' }).click();
  for (const tab of tabs) await expect(tab.getByRole('button', { name: 'New revenue' })).toBeVisible();
  await owner.call('POST', '/finance/revenues', {
    propertyId: owner.user.propertyIds[0],
    amountMinor: 4_200,
    currency: 'EUR',
    category: 'room',
    description: 'Seen by a manager',
  });
  for (const tab of tabs) await expect(tab.getByText('Seen by a manager', { exact: true })).toHaveCount(1);

  await owner.changeRole(STAFF, 'staff');
  for (const tab of tabs) {
    await expect(tab.getByText('Finance is not available for your role')).toBeVisible();
    await expect(tab.getByRole('link', { name: 'Finance' })).toHaveCount(0);
    await expect(live(tab)).toBeVisible();
  }
  // Neither change closed the connection, and events after the second one were kept from this user.
  expect(await connectionsOf(leader)).toEqual(before);
});

test('a session ended from another device ends in every tab, without a refused request', async ({
  newBrowser,
  server,
  colleague,
}) => {
  const context = await newBrowser();
  const tabs = [
    await visit(context, `${server.url}/app/tasks`, STAFF),
    await openTab(context, `${server.url}/app/tasks`),
  ];
  expect(await colleague.connections()).toBe(1);
  const elsewhere = await Colleague.signIn(server.url, STAFF);
  await elsewhere.endOtherSessions();

  for (const tab of tabs) await expect(tab.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await expect.poll(() => colleague.connections()).toBe(0);
  const refused = (await Promise.all(tabs.map(callsOf))).flat().filter(({ status = 0 }) => status >= 400);
  expect(refused).toEqual([]);
});
