import { live, openTab, signIn, visit } from '../support/dashboard.js';
import { expect, MEASURED, test } from './support/scenario.js';
import { callsOf, connectionsOf, leaderOf } from './support/traffic.js';

const ANSWER_MS = 1_000;

test(
  'twelve tabs opened at once hold one connection, and the twelfth gets a response within a second',
  MEASURED,
  async ({ newBrowser, server, colleague }) => {
    const context = await newBrowser();
    const first = await signIn(context, `${server.url}/app/tasks`);
    const others = await Promise.all(
      Array.from({ length: 11 }, async () => {
        const page = await context.newPage();
        await page.goto(`${server.url}/app/tasks`);
        return page;
      }),
    );
    const tabs = [first, ...others];
    for (const tab of tabs) await expect(live(tab)).toBeVisible({ timeout: 20_000 });
    await leaderOf(tabs);
    expect(await colleague.connections()).toBe(1);
    expect((await Promise.all(tabs.map(connectionsOf))).flat()).toHaveLength(1);

    const twelfth = tabs.at(-1) ?? first;
    const took = await twelfth.evaluate(async (token) => {
      const startedAt = performance.now();
      const answer = await fetch('/tasks?limit=1', {
        headers: { authorization: `Bearer ${token}` },
        cache: 'no-store',
      });
      await answer.json();
      return { status: answer.status, ms: performance.now() - startedAt };
    }, colleague.token);
    expect(took.status).toBe(200);
    expect(took.ms).toBeLessThan(ANSWER_MS);

    await colleague.createTask('For all twelve');
    for (const tab of tabs) await expect(tab.getByText('For all twelve', { exact: true })).toHaveCount(1);
    // One browser has one token: no tab refreshed it.
    const refreshes = (await Promise.all(tabs.map(callsOf))).flat().filter(({ path }) => path === '/auth/refresh');
    expect(refreshes).toEqual([]);
  },
);

test('each browser holds one connection, however many tabs', async ({ newBrowser, server, colleague }) => {
  for (const email of ['owner@aurora.test', 'staff@aurora.test', 'owner@aurora.test']) {
    const context = await newBrowser();
    await visit(context, `${server.url}/app/tasks`, email);
    await openTab(context, `${server.url}/app/tasks`);
  }
  await expect.poll(() => colleague.connections()).toBe(3);
});

test('a tab waits for the token of another one that takes 300 ms to answer', async ({ newBrowser, server }) => {
  const context = await newBrowser();
  const first = await visit(context, `${server.url}/app/tasks`);
  await first.evaluate(() => {
    const post = BroadcastChannel.prototype.postMessage;
    BroadcastChannel.prototype.postMessage = function (message) {
      setTimeout(() => post.call(this, message), 300);
    };
  });
  const second = await openTab(context, `${server.url}/app/tasks`);
  const paths = (await callsOf(second)).map(({ path }) => path);
  expect(paths).toContain('/tasks');
  expect(paths).not.toContain('/auth/refresh');
});
