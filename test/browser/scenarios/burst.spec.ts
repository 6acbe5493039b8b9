import type { Page } from '@playwright/test';
import { live, openTab, visit } from '../support/dashboard.js';
import { expect, MEASURED, test } from './support/scenario.js';
import { callsOf } from './support/traffic.js';

const COUNT = 50;
/** Minimum time between two requests for an aggregate. */
const AGGREGATE_MS = 1_000;
/** A page blocked for this long appears frozen to its user. */
const FROZEN_MS = 1_000;

/** Starts recording the longest task of the page, in milliseconds. */
const watchLongTasks = (page: Page): Promise<void> =>
  page.evaluate(() => {
    Object.assign(globalThis, { longest: 0 });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        Object.assign(globalThis, { longest: Math.max(longestOf(), duration) });
      }
    }).observe({ type: 'longtask' });
    const longestOf = () => (globalThis as unknown as { longest: number }).longest;
  });

const longestTask = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as { longest: number }).longest);

/** Counts the occurrences of each title with this prefix. */
async function shown(page: Page, beginning: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const title of await page.getByRole('heading', { level: 3 }).allTextContents()) {
    if (title.startsWith(beginning)) counts.set(title, (counts.get(title) ?? 0) + 1);
  }
  return counts;
}

test(
  'fifty tasks at once appear as fifty rows in every tab, with at most one request a second for the summary',
  MEASURED,
  async ({ newBrowser, server, colleague }) => {
    const context = await newBrowser();
    const tabs = [await visit(context, `${server.url}/app/tasks`), await openTab(context, `${server.url}/app/tasks`)];
    const summaries = async (page: Page) =>
      (await callsOf(page)).filter(({ path }) => path === '/tasks/summary').map(({ startedAt }) => startedAt);
    const open = (page: Page) => page.getByRole('region', { name: 'Open' }).locator('.bh-money').first();
    // Nothing stands there until it is loaded.
    await expect(open(tabs[0] as Page)).toHaveText(/^\d+$/);
    const before = Number(await open(tabs[0] as Page).textContent());
    const asked = await Promise.all(tabs.map(summaries));
    for (const tab of tabs) await watchLongTasks(tab);

    const titles = Array.from({ length: COUNT }, (_, index) => `Burst ${index}`);
    await Promise.all(titles.map((title) => colleague.createTask(title)));

    for (const [index, tab] of tabs.entries()) {
      await expect.poll(() => shown(tab, 'Burst ')).toEqual(new Map(titles.toSorted().map((title) => [title, 1])));
      // The aggregate is right in the end, however rarely it was requested.
      await expect(open(tab)).toHaveText(String(before + COUNT));
      const later = (await summaries(tab)).slice(asked[index]?.length);
      expect(later.length).toBeGreaterThan(0);
      for (const [nth, at] of later.entries()) {
        const previous = nth === 0 ? asked[index]?.at(-1) : later[nth - 1];
        expect(at - (previous ?? 0)).toBeGreaterThanOrEqual(AGGREGATE_MS);
      }
      expect(await longestTask(tab)).toBeLessThan(FROZEN_MS);
      await tab.getByRole('button', { name: 'New task' }).click();
      await expect(tab.getByRole('dialog', { name: 'New task' })).toBeVisible();
      await expect(live(tab)).toBeVisible();
    }
    expect(await colleague.dropped()).toBe(0);
    expect(await colleague.connections()).toBe(1);
  },
);
