import type { TestServer } from '../support/server.js';
import { addTask, banner, live, outOfReach, visit } from './support/dashboard.js';
import { expect, test } from './support/test.js';

let server: TestServer;
test.beforeAll(({ server: shared }) => {
  server = shared;
});

const BANNER_LIMIT = { timeout: 15_000 };

test('a page that goes offline says so, can be used meanwhile, and is up to date when back online', async ({
  browser,
}) => {
  const [mine, theirs] = [await browser.newContext(), await browser.newContext()];
  const page = await visit(mine, `${server.url}/app/tasks`);
  const other = await visit(theirs, `${server.url}/app/tasks`, 'manager@aurora.test');

  await mine.setOffline(true);
  await expect(banner(page)).toContainText('You are offline', BANNER_LIMIT);
  await expect(outOfReach(page.getByRole('button', { name: 'New task' }))).toHaveCount(0);
  await expect(banner(page).getByRole('button', { name: 'Try again' })).toBeEnabled();
  await addTask(other, 'While you were away');

  await mine.setOffline(false);
  await expect(banner(page)).toHaveCount(0);
  await expect(page.getByText('While you were away', { exact: true })).toHaveCount(1);
  await expect(live(page)).toBeVisible();
  await addTask(page, 'Back again');
  await expect(other.getByText('Back again', { exact: true })).toHaveCount(1);
});

test('while the server is away the page counts down to the next try, and a click tries at once', async ({
  context,
}) => {
  const page = await visit(context, `${server.url}/app/tasks`);
  await server.kill9();
  await expect(banner(page)).toContainText('Bellhop is out of reach', BANNER_LIMIT);
  await expect(banner(page)).toContainText(/Retrying in \d+ s/);
  await server.restart();
  // It may have reconnected by itself in between.
  await banner(page)
    .getByRole('button', { name: 'Try again' })
    .click({ timeout: 1_000 })
    .catch(() => undefined);
  await expect(banner(page)).toHaveCount(0);
  await expect(live(page)).toBeVisible();
});

test('the indicator shows which tab holds the connection, and its transport', async ({ context }) => {
  const first = await visit(context, `${server.url}/app/tasks`);
  const second = await context.newPage();
  await second.goto(`${server.url}/app/tasks`);
  for (const [page, part] of [
    [first, 'Holds the connection'],
    [second, 'Uses the connection of another tab'],
  ] as const) {
    await page.getByRole('button', { name: 'Connection' }).click();
    const details = page.getByRole('dialog', { name: 'Connection' });
    await expect(details).toContainText(part);
    await expect(details).toContainText('A lasting connection');
    await page.keyboard.press('Escape');
    await expect(details).toHaveCount(0);
  }
});

test('the page stays when what comes behind its rows cannot be loaded, and gets it at a later try', async ({
  context,
}) => {
  let isAway = true;
  let tries = 0;
  await context.route('**/assets/toasts-*.js', (route) => {
    tries += 1;
    return isAway ? route.abort() : route.continue();
  });
  const page = await visit(context, `${server.url}/app/tasks`);
  // The file is asked for twice, in advance and to be run.
  await expect.poll(() => tries).toBeGreaterThan(2);
  await expect(page.getByRole('heading', { level: 1, name: 'Tasks' })).toBeVisible();
  isAway = false;
  await expect(page.locator('.mantine-Notifications-root').first()).toBeAttached();
});
