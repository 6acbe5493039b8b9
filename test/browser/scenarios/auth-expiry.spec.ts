import type { BrowserContext, Page } from '@playwright/test';
import type { SignedIn } from '@bellhop/protocol';
import { banner, live, openTab, outOfReach, signIn } from '../support/dashboard.js';
import { expect, test } from './support/scenario.js';
import { type Call, callsOf } from './support/traffic.js';

const isRefresh = ({ path }: Call): boolean => path === '/auth/refresh';

const refreshesOf = async (tabs: readonly Page[]): Promise<Call[]> =>
  (await Promise.all(tabs.map(callsOf)))
    .flat()
    .filter(isRefresh)
    .sort((a, b) => a.startedAt - b.startedAt);

/** Written by a page outside the tabs, because a tab gets no event for its own writes. */
async function expireToken(context: BrowserContext, url: string): Promise<void> {
  const outside = await context.newPage();
  await outside.goto(`${url}/bell.svg`);
  await outside.evaluate(() => localStorage.setItem('auth-expiry', '1'));
  await outside.close();
}

test('of three tabs with an expired token one refreshes, and all continue with the new one', async ({
  newBrowser,
  server,
  colleague,
}) => {
  const context = await newBrowser();
  const first = await signIn(context, `${server.url}/app/tasks`);
  const tabs = [first, await openTab(context, `${server.url}/app/tasks`)];
  tabs.push(await openTab(context, `${server.url}/app/tasks`));
  const before = (await refreshesOf(tabs)).length;
  const sent = (await callsOf(first)).find(({ authorization }) => authorization !== null)?.authorization;

  const refreshed = context.waitForEvent('response', (response) => response.url().endsWith('/auth/refresh'));
  await expireToken(context, server.url);
  const { accessToken } = (await (await refreshed).json()) as SignedIn;
  expect(`Bearer ${accessToken}`).not.toBe(sent);

  for (const tab of tabs) {
    const asked = (await callsOf(tab)).length;
    await tab.getByRole('link', { name: 'Users' }).click();
    await expect(tab.getByRole('row').filter({ hasText: 'Helena Duarte' })).toHaveCount(1);
    const later = async () => (await callsOf(tab)).slice(asked).filter(({ path }) => path.startsWith('/users'));
    await expect.poll(async () => (await later()).every(({ status }) => status === 200)).toBe(true);
    const sentNow = new Set((await later()).map(({ authorization }) => authorization));
    expect(sentNow).toEqual(new Set([`Bearer ${accessToken}`]));
    await expect(live(tab)).toBeVisible();
    await expect(banner(tab)).toHaveCount(0);
  }
  expect(await refreshesOf(tabs)).toHaveLength(before + 1);
  expect(await colleague.connections()).toBe(1);
});

test('while refreshes get no response, one of three tabs retries after 2, 4, 8 … 60 s', async ({
  newBrowser,
  server,
  colleague,
}) => {
  const context = await newBrowser();
  await context.clock.install();
  const tabs = [await signIn(context, `${server.url}/app/tasks`)];
  while (tabs.length < 3) tabs.push(await openTab(context, `${server.url}/app/tasks`));

  let isAway = true;
  await context.route('**/auth/refresh', (route) => (isAway ? route.abort() : route.continue()));
  const before = (await refreshesOf(tabs)).length;
  await context.clock.pauseAt(Date.now() + 10_000);
  const tries = async () => (await refreshesOf(tabs)).slice(before);
  const failed = async () => (await tries()).filter(({ endedAt }) => endedAt).length;
  await expireToken(context, server.url);
  // The other tabs hear of it a moment later, and act in their next one.
  await expect
    .poll(async () => {
      await context.clock.runFor(1);
      return failed();
    })
    .toBe(1);

  const waits = [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000];
  for (const [index, wait] of waits.entries()) {
    await expect.poll(failed).toBe(index + 1);
    // A try that came too early would be found at the end of the leap, and each tab would count all seconds before it otherwise.
    await context.clock.fastForward(wait - 200);
    await context.clock.runFor(200);
  }
  await expect.poll(failed).toBe(waits.length + 1);
  const all = await tries();
  const waited = all.slice(1).map(({ startedAt }, index) => startedAt - (all[index]?.endedAt ?? 0));
  // The tabs’ clocks are set one after the other, a few milliseconds apart.
  expect(waited.map((ms) => Math.round(ms / 100) * 100)).toEqual(waits);

  for (const tab of tabs) {
    await expect(banner(tab)).toContainText('Bellhop is out of reach');
    // Only saving waits for the connection.
    await expect(outOfReach(tab.getByRole('button', { name: 'New task' }))).toHaveCount(0);
  }
  isAway = false;
  await context.clock.runFor(60_000);
  await context.clock.resume();
  for (const tab of tabs) await expect(banner(tab)).toHaveCount(0, { timeout: 15_000 });
  await colleague.createTask('When it was answered again');
  for (const tab of tabs) await expect(tab.getByText('When it was answered again', { exact: true })).toHaveCount(1);
});
