import { banner, live, outOfReach, visit } from '../support/dashboard.js';
import { expect, test } from './support/scenario.js';
import { callsOf, connectionsOf } from './support/traffic.js';

test('an offline page says so after 5 s and sends no request; back online it resumes', async ({
  newBrowser,
  server,
  colleague,
}) => {
  const context = await newBrowser();
  await context.clock.install();
  const page = await visit(context, `${server.url}/app/tasks`);
  await colleague.createTask('Before it');
  await expect(page.getByText('Before it', { exact: true })).toHaveCount(1);
  await context.clock.pauseAt(Date.now() + 10_000);

  await context.setOffline(true);
  await expect(live(page)).toHaveCount(0);
  const asked = (await callsOf(page)).length;
  await context.clock.runFor(4_900);
  await expect(banner(page)).toHaveCount(0);
  await context.clock.runFor(200);
  await expect(banner(page)).toContainText('You are offline');
  await expect(outOfReach(page.getByRole('button', { name: 'New task' }))).toHaveCount(0);
  await colleague.createTask('While it was away');
  await context.clock.runFor(5 * 60_000);
  await expect(banner(page)).toContainText('You are offline');
  expect((await callsOf(page)).slice(asked)).toEqual([]);
  expect(await colleague.connections()).toBe(0);

  await context.setOffline(false);
  await context.clock.resume();
  await expect(banner(page)).toHaveCount(0);
  await expect(live(page)).toBeVisible();
  await expect(page.getByText('While it was away', { exact: true })).toHaveCount(1);
  await expect(page.getByText('Before it', { exact: true })).toHaveCount(1);
  const [resumed] = (await callsOf(page)).slice(asked).filter(({ path }) => path === '/v2/realtime/stream');
  expect(resumed?.lastEventId).toMatch(/^.+\..+$/);
  expect((await connectionsOf(page)).filter(({ endedAt }) => endedAt === undefined)).toHaveLength(1);
  await colleague.createTask('Afterwards');
  await expect(page.getByText('Afterwards', { exact: true })).toHaveCount(1);
});
