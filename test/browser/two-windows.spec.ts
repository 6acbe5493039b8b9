import type { Browser, Page } from '@playwright/test';
import type { TestServer } from '../support/server.js';
import { openBrowser } from './support/dashboard.js';
import { expect, MEASURED, test } from './support/test.js';

let server: TestServer;
test.beforeAll(({ server: shared }) => {
  server = shared;
});

const open = (browser: Browser, role: string, path: string, group = 'aurora'): Promise<Page> =>
  openBrowser(browser, `${server.url}${path}`, `${role}@${group}.test`);

const texts = (page: Page, text: string) => page.getByText(text, { exact: true });

test(
  'a revenue created in one window appears in the other within a second, once, without a reload',
  MEASURED,
  async ({ browser }) => {
    const [manager, owner] = await Promise.all([
      open(browser, 'manager', '/app/finance'),
      open(browser, 'owner', '/app/finance'),
    ]);
    // What is measured is the change, not the rest of the page.
    for (const page of [manager, owner]) await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
    let loads = 0;
    owner.on('framenavigated', () => (loads += 1));
    await manager.getByRole('button', { name: 'New revenue' }).click();
    const dialog = manager.getByRole('dialog');
    await dialog.getByLabel('Amount').fill('1234.56');
    await dialog.getByLabel('Description').fill('Wedding in the garden');
    const answered = manager.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().endsWith('/finance/revenues'),
    );
    await dialog.getByRole('button', { name: 'Add revenue' }).click();
    expect((await answered).status()).toBe(201);
    await expect(texts(owner, 'Wedding in the garden')).toHaveCount(1, { timeout: 1_000 });
    await expect(texts(manager, 'Wedding in the garden')).toHaveCount(1);
    // Later events must not show it twice: when the next row appears, the event before it has been handled.
    await manager.getByRole('button', { name: 'New revenue' }).click();
    await dialog.getByLabel('Amount').fill('1');
    await dialog.getByLabel('Description').fill('The next one');
    await dialog.getByRole('button', { name: 'Add revenue' }).click();
    await expect(texts(owner, 'The next one')).toHaveCount(1);
    await expect(texts(owner, 'Wedding in the garden')).toHaveCount(1);
    expect(loads).toBe(0);
  },
);

test('a task changes its column in the other window', async ({ browser }) => {
  const [owner, staff] = await Promise.all([
    open(browser, 'owner', '/app/tasks'),
    open(browser, 'staff', '/app/tasks'),
  ]);
  await owner.getByRole('button', { name: 'New task' }).click();
  const dialog = owner.getByRole('dialog');
  await dialog.getByLabel('Title').fill('Polish the lift doors');
  await dialog.getByRole('button', { name: 'Add task' }).click();
  await expect(texts(staff, 'Polish the lift doors')).toHaveCount(1);
  await staff.getByRole('button', { name: 'Start: Polish the lift doors' }).click();
  await expect(owner.getByRole('button', { name: 'Complete: Polish the lift doors' })).toBeVisible();
});

test('staff see no finance, and another organisation sees nothing of this one', async ({ browser }) => {
  const staff = await open(browser, 'staff', '/app/finance');
  await expect(staff.getByRole('button', { name: 'New revenue' })).toHaveCount(0);
  const other = await open(browser, 'owner', '/app/tasks', 'borealis');
  const owner = await open(browser, 'owner', '/app/tasks');
  await owner.getByRole('button', { name: 'New task' }).click();
  await owner.getByRole('dialog').getByLabel('Title').fill('Only for Aurora');
  await owner.getByRole('dialog').getByRole('button', { name: 'Add task' }).click();
  await expect(texts(owner, 'Only for Aurora')).toHaveCount(1);
  await other.getByRole('button', { name: 'New task' }).click();
  await other.getByRole('dialog').getByLabel('Title').fill('Only for Borealis');
  await other.getByRole('dialog').getByRole('button', { name: 'Add task' }).click();
  await expect(texts(other, 'Only for Borealis')).toHaveCount(1);
  await expect(texts(other, 'Only for Aurora')).toHaveCount(0);
  await expect(texts(owner, 'Only for Borealis')).toHaveCount(0);
});

test('a wrong password is reported at the form', async ({ page }) => {
  await page.goto(`${server.url}/app/finance`);
  await page.getByLabel('Email').fill('owner@aurora.test');
  await page.getByLabel('Password').fill('not it');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByLabel('Email')).toHaveValue('owner@aurora.test');
});

test('an open page continues by itself after the server was killed and restarted', async ({ browser }) => {
  const owner = await open(browser, 'owner', '/app/tasks');
  await server.kill9();
  await expect(texts(owner, 'Live')).toHaveCount(0);
  await server.restart();
  const manager = await open(browser, 'manager', '/app/tasks');
  await manager.getByRole('button', { name: 'New task' }).click();
  await manager.getByRole('dialog').getByLabel('Title').fill('After the restart');
  await manager.getByRole('dialog').getByRole('button', { name: 'Add task' }).click();
  await expect(texts(owner, 'After the restart')).toHaveCount(1, { timeout: 15_000 });
  await expect(texts(owner, 'Live')).toBeVisible();
});
