import type { Page } from '@playwright/test';
import { startServer, type TestServer } from '../support/server.js';
import { violationsOf } from './support/axe.js';
import { addTask, visit } from './support/dashboard.js';
import { expect, test } from './support/test.js';

let server: TestServer;
test.beforeAll(async () => {
  server = await startServer();
});
test.afterAll(() => server.stop());

const field = (page: Page) => page.getByRole('combobox', { name: 'Search everything' });
const options = (page: Page) => page.getByRole('dialog', { name: 'Search everything' }).getByRole('option');

async function book(page: Page, amount: string, description: string): Promise<void> {
  await page.getByRole('button', { name: 'New revenue' }).click();
  const dialog = page.getByRole('dialog', { name: 'New revenue' });
  await dialog.getByLabel('Amount').fill(amount);
  await dialog.getByLabel('Description').fill(description);
  await dialog.getByRole('button', { name: 'Add revenue' }).click();
  await expect(dialog).toHaveCount(0);
}

test('everything is found, opened and done by keyboard, by each user what they may see', async ({ browser }) => {
  const owner = await visit(await browser.newContext(), `${server.url}/app/tasks`);
  await owner.evaluate(() => document.body.focus());
  await owner.keyboard.press('n');
  const form = owner.getByRole('dialog', { name: 'New task' });
  await form.getByLabel('Title').fill('Mend the Xylophone');
  await form.getByRole('button', { name: 'Add task' }).click();
  await expect(form).toHaveCount(0);
  await owner.keyboard.press('g');
  await owner.keyboard.press('f');
  await expect(owner).toHaveURL(/\/app\/finance/);
  await book(owner, '70', 'Xylophone concert');

  await owner.keyboard.press('Control+k');
  await field(owner).fill('xylo');
  await expect(options(owner).filter({ hasText: 'Mend the Xylophone' })).toBeVisible();
  await expect(options(owner).filter({ hasText: 'Xylophone concert' })).toBeVisible();
  // The focus stays in the field, which names the option that Enter chooses.
  const active = async () => owner.locator(`[id="${await field(owner).getAttribute('aria-activedescendant')}"]`);
  await expect(await active()).toHaveAttribute('aria-selected', 'true');
  await expect(await active()).toContainText('Xylophone concert');
  await expect(field(owner)).toBeFocused();
  expect(await violationsOf(owner)).toEqual([]);
  await owner.keyboard.press('ArrowDown');
  await expect(await active()).toContainText('Mend the Xylophone');
  await owner.keyboard.press('Enter');
  await expect(owner).toHaveURL(/\/app\/tasks.*row=task/);
  const opened = owner.getByRole('dialog', { name: 'Edit task' });
  await expect(opened.getByLabel('Title')).toHaveValue('Mend the Xylophone');
  // A found row can be shared; letters belong to its form.
  await owner.reload();
  await expect(opened.getByLabel('Title')).toHaveValue('Mend the Xylophone');
  await owner.keyboard.press('?');
  await owner.keyboard.press('Escape');
  await expect(opened).toHaveCount(0);
  await expect(owner).not.toHaveURL(/row=/);

  // Without network, pages and actions are still found, and it says why rows are not.
  await owner.keyboard.press('Control+k');
  await field(owner).fill('dark');
  await owner.context().setOffline(true);
  await field(owner).fill('dark mode');
  await expect(owner.getByText('No connection: until it is back')).toBeVisible();
  await owner.keyboard.press('Enter');
  await expect(owner.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await owner.context().setOffline(false);

  await owner.keyboard.press('?');
  const list = owner.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(list.getByText('Go to Tasks')).toBeVisible();
  expect(await violationsOf(owner)).toEqual([]);
  await list.getByRole('switch', { name: 'Shortcuts with a single key' }).uncheck();
  await owner.keyboard.press('Escape');
  await expect(list).toHaveCount(0);
  await owner.keyboard.press('g');
  await owner.keyboard.press('u');
  await expect(owner).toHaveURL(/\/app\/tasks/);

  const staff = await visit(await browser.newContext(), `${server.url}/app/tasks`, 'staff@aurora.test');
  await staff.getByRole('button', { name: 'Search' }).click();
  await field(staff).fill('xylo');
  await expect(options(staff)).toHaveCount(1);
  await expect(options(staff)).toContainText('Mend the Xylophone');
});

test('whoever comes back is told once what others did', async ({ browser }) => {
  const context = await browser.newContext({ timezoneId: 'Europe/Lisbon', locale: 'en-GB' });
  await context.clock.install();
  const manager = await visit(context, `${server.url}/app/tasks`, 'manager@borealis.test');
  const owner = await visit(await browser.newContext(), `${server.url}/app/tasks`, 'owner@borealis.test');
  const card = (page: Page) => page.getByRole('region', { name: /^Away since/ });
  await addTask(owner, 'Water the palms');
  await owner.getByRole('link', { name: 'Finance' }).click();
  await book(owner, '4210', 'Conference');
  await addTask(manager, 'My own');
  await expect(card(manager)).toHaveCount(0);

  // The machine sleeps for an hour.
  await context.clock.fastForward(60 * 60_000);
  await expect(card(manager)).toContainText(
    /^Away since (yesterday )?\d\d:\d\d: 1 new task and .*4,210.* booked · All changes$/,
  );
  expect(await violationsOf(manager)).toEqual([]);
  const link = card(manager).getByRole('link', { name: '1 new task' });
  await expect(link).toHaveAttribute('href', /\/app\/activity\?.*kind=task/);
  await card(manager).getByRole('button', { name: 'Dismiss' }).click();
  await expect(card(manager)).toHaveCount(0);
});
