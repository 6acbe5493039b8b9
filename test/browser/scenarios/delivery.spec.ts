import type { Page } from '@playwright/test';
import { addTask, openTab, visit } from '../support/dashboard.js';
import { expect, MEASURED, test } from './support/scenario.js';
import { leaderOf } from './support/traffic.js';

const ON_SCREEN_MS = 2_000;

const texts = (page: Page, title: string) => page.getByText(title, { exact: true });

/** Records when each of `titles` first appears on the screen, in Unix milliseconds. */
async function noteArrivals(page: Page, titles: readonly string[]): Promise<void> {
  await page.evaluate((wanted) => {
    const arrivals: Record<string, number> = {};
    Object.assign(globalThis, { arrivals });
    new MutationObserver(() => {
      const text = document.querySelector('main')?.textContent ?? '';
      for (const title of wanted) if (!(title in arrivals) && text.includes(title)) arrivals[title] = Date.now();
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  }, titles);
}

const arrivals = (page: Page): Promise<Record<string, number>> =>
  page.evaluate(() => (globalThis as unknown as { arrivals: Record<string, number> }).arrivals);

test(
  'a task created in one tab appears in the other within 2 s, once, whichever holds the connection',
  MEASURED,
  async ({ newBrowser, server, colleague }) => {
    const context = await newBrowser();
    const first = await visit(context, `${server.url}/app/tasks`);
    const second = await openTab(context, `${server.url}/app/tasks`);
    const leader = await leaderOf([first, second]);
    const follower = leader === first ? second : first;

    for (const [from, to, title] of [
      [leader, follower, 'From who leads'],
      [follower, leader, 'From who follows'],
    ] as const) {
      await noteArrivals(to, [title]);
      const sent = from.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/tasks'));
      await addTask(from, title);
      // Before any tab could receive it.
      const sentAt = (await sent).timing().startTime;
      await expect(texts(to, title)).toHaveCount(1);
      expect(((await arrivals(to))[title] ?? Infinity) - sentAt).toBeLessThan(ON_SCREEN_MS);
    }

    // Once the next event is there, nothing can deliver an earlier one a second time.
    await colleague.createTask('The next one');
    for (const page of [first, second]) {
      await expect(texts(page, 'The next one')).toHaveCount(1);
      for (const title of ['From who leads', 'From who follows']) await expect(texts(page, title)).toHaveCount(1);
    }
    expect(await colleague.connections()).toBe(1);
  },
);

test(
  'a task created in one browser appears in every tab of another within 2 s, once',
  MEASURED,
  async ({ newBrowser, server }) => {
    const theirs = await newBrowser();
    const watching = [
      await visit(theirs, `${server.url}/app/tasks`, 'staff@aurora.test'),
      await openTab(theirs, `${server.url}/app/tasks`),
    ];
    const author = await visit(await newBrowser(), `${server.url}/app/tasks`);
    for (const page of watching) await noteArrivals(page, ['Across the hall']);
    const sent = author.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/tasks'));
    await addTask(author, 'Across the hall');
    const sentAt = (await sent).timing().startTime;
    for (const page of watching) {
      await expect(texts(page, 'Across the hall')).toHaveCount(1);
      expect(((await arrivals(page))['Across the hall'] ?? Infinity) - sentAt).toBeLessThan(ON_SCREEN_MS);
    }
  },
);
