import type { Page } from '@playwright/test';
import type { TestServer } from '../support/server.js';
import { violationsOf } from './support/axe.js';
import { expect, test } from './support/test.js';

let server: TestServer;
test.beforeAll(({ server: shared }) => {
  server = shared;
});

/** Collects policy violations, errors and requests to other hosts. */
function trouble(page: Page): readonly string[] {
  const found: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) found.push(message.text());
  });
  page.on('pageerror', ({ message }) => found.push(message));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(server.url) && !url.startsWith('data:')) found.push(`asked ${url}`);
  });
  return found;
}

/** The order of headings is the library’s and no criterion of WCAG. */
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const documentAt = async (path: string): Promise<unknown> => (await fetch(server.url + path)).json();

test('lists every request and sends one', async ({ page }) => {
  const found = trouble(page);
  await page.goto(`${server.url}/docs`);
  const { paths } = (await documentAt('/openapi.json')) as { readonly paths: Record<string, object> };
  const count = Object.values(paths).reduce((sum, methods) => sum + Object.keys(methods).length, 0);
  await expect(page.locator('.opblock')).toHaveCount(count);

  await page.locator('#operations-operations-getHealthLive').getByRole('button').first().click();
  await page.getByRole('button', { name: 'Try it out' }).click();
  await page.getByRole('button', { name: 'Execute' }).click();
  await expect(page.locator('.live-responses-table .response .response-col_status')).toContainText('200');
  await expect(page.locator('.request-url')).toContainText(`${server.url}/health/live`);
  expect(found).toEqual([]);
});

test('lists every event with its fields', async ({ page }) => {
  const found = trouble(page);
  await page.goto(`${server.url}/docs/events`);
  const { components } = (await documentAt('/asyncapi.json')) as {
    readonly components: { readonly messages: Record<string, object> };
  };
  const names = Object.keys(components.messages);
  expect(names).toContain('tasks.TaskStatusChanged');
  await expect(page.locator('.json-schema-2020-12__title')).toHaveText(names);
  await expect(page.getByText('No operations')).toHaveCount(0);

  const event = page.locator('article').filter({ hasText: 'tasks.TaskStatusChanged' });
  await event.getByRole('button', { name: 'Expand all' }).first().click();
  await expect(event.getByText('assigneeId', { exact: true })).toBeVisible();
  expect(found).toEqual([]);
});

test('says so when a document cannot be loaded', async ({ page }) => {
  await page.route('**/openapi.json', (route) => route.fulfill({ status: 429, body: '{}' }));
  await page.goto(`${server.url}/docs`);
  await expect(page.getByText('This page could not be loaded: /openapi.json responded with 429.')).toBeVisible();
});

test('a link opens the request that it names, and axe finds no violation, light and dark, on desktop and phone', async ({
  page,
}) => {
  for (const [path, button] of [
    ['/docs#/tasks/patchTasksTaskId', 'Try it out'],
    ['/docs/events', 'Expand all'],
  ] as const) {
    await page.goto(server.url + path);
    if (path.includes('#'))
      await expect(page.locator('.opblock.is-open .opblock-summary-path')).toContainText('{taskId}');
    await page.getByRole('button', { name: button }).first().click();
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      // Of one layout, the second scheme needs only a look at the colours.
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await expect(page.locator('html.dark-mode')).toHaveCount(colorScheme === 'dark' ? 1 : 0);
        const look = `${path}, ${colorScheme}, at ${width}`;
        expect.soft(await violationsOf(page, WCAG), look).toEqual([]);
        expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), look).toBeLessThanOrEqual(width);
      }
    }
    await page.goto('about:blank');
  }
});
