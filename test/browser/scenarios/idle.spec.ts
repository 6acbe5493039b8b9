import type { BrowserContext, Page } from '@playwright/test';
import { live, visit } from '../support/dashboard.js';
import { expect, test } from './support/scenario.js';
import { type Call, connectionsOf } from './support/traffic.js';

/** Answers streams with an HTML page, as some proxies do, which leaves only long-poll. */
const keepStreamsBack = (context: BrowserContext): Promise<unknown> =>
  context.route('**/v2/realtime/stream*', (route) => route.fulfill({ contentType: 'text/html', body: '<p>No' }));

const isPoll = ({ path }: Call): boolean => path === '/v2/realtime/poll';
const pollsOf = async (page: Page): Promise<Call[]> => (await connectionsOf(page)).filter(isPoll);

test('idle long-polls take 25 to 26 s each, one after the other', async ({ newBrowser, server, colleague }) => {
  test.setTimeout(90_000);
  const pages: Page[] = [];
  // In parallel, to take only as long as one.
  for (const email of ['owner@borealis.test', 'staff@borealis.test']) {
    const context = await newBrowser();
    await keepStreamsBack(context);
    pages.push(await visit(context, `${server.url}/app/tasks`, email));
  }
  const longPolls = async (page: Page) =>
    (await pollsOf(page)).filter(({ query }) => query.includes('timeoutMs=25000'));

  for (const page of pages) {
    await expect.poll(async () => (await longPolls(page)).length, { timeout: 35_000 }).toBe(2);
    const [first] = await longPolls(page);
    if (!first) throw new Error('there is no poll');
    const { startedAt, answeredAt = NaN, status } = first;
    expect(status).toBe(200);
    expect(answeredAt - startedAt).toBeGreaterThan(24_900);
    expect(answeredAt - startedAt).toBeLessThan(26_000);
    await expect(live(page)).toBeVisible();
  }
  await expect.poll(() => colleague.connections()).toBe(2);
});

test('the next poll starts 2 to 5 s after a response that is empty too soon', async ({ newBrowser, server }) => {
  const context = await newBrowser();
  await keepStreamsBack(context);
  await context.clock.install();
  await context.route('**/v2/realtime/poll*', (route) => {
    const cursor = new URL(route.request().url()).searchParams.get('cursor') ?? '1.0';
    return route.fulfill({ json: { events: [], cursor } });
  });
  const page = await visit(context, `${server.url}/app/tasks`);
  await page.clock.pauseAt(Date.now() + 10_000);
  const from = (await connectionsOf(page)).length;
  const calls = async () => (await connectionsOf(page)).slice(from);
  await expect
    .poll(
      async () => {
        // In small steps, and none while a response is awaited, which must arrive at once by the page’s clock.
        const all = await calls();
        if (all.every(({ endedAt }) => endedAt !== undefined)) await page.clock.runFor(500);
        return all.filter(isPoll).length;
      },
      { intervals: [1], timeout: 20_000 },
    )
    .toBeGreaterThan(12);

  const all = await calls();
  const pauses = all.flatMap((call, index) => {
    const before = all[index - 1];
    return before && isPoll(before) ? [call.startedAt - (before.endedAt ?? NaN)] : [];
  });
  for (const pause of pauses) {
    expect(pause).toBeGreaterThanOrEqual(2_000);
    expect(pause).toBeLessThanOrEqual(5_000);
  }
  // Browsers do not reconnect in step.
  expect(Math.max(...pauses) - Math.min(...pauses)).toBeGreaterThan(500);
});
