import type { Page } from '@playwright/test';
import type { TestServer } from '../support/server.js';
import { addTask, visit } from './support/dashboard.js';
import { expect, test } from './support/test.js';

let server: TestServer;
test.beforeAll(({ server: shared }) => {
  server = shared;
});

async function openTask(page: Page, title: string) {
  await page.getByRole('button', { name: `Actions for ${title}` }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  return page.getByRole('dialog', { name: 'Edit task' });
}

test('two people edit one task: different fields merge, of the same field one value is chosen, and a deletion is undone', async ({
  browser,
}) => {
  const [page, other] = [
    await visit(await browser.newContext(), `${server.url}/app/tasks`),
    await visit(await browser.newContext(), `${server.url}/app/tasks`, 'manager@aurora.test'),
  ];
  await addTask(page, 'Lay the tables');
  const mine = await openTask(page, 'Lay the tables');
  await mine.getByLabel('Title').fill('Lay forty tables');

  // The other person saves another field: this form shows it at once, and keeps what is typed.
  const theirs = await openTask(other, 'Lay the tables');
  await theirs.getByLabel('Description').fill('White linen');
  await theirs.getByRole('button', { name: 'Save' }).click();
  await expect(mine.getByLabel('Description')).toHaveValue('White linen');
  await expect(mine.getByRole('status')).toContainText('changed Description');
  await expect(mine.getByLabel('Title')).toHaveValue('Lay forty tables');
  await mine.getByRole('button', { name: 'Save' }).click();
  await expect(mine).toHaveCount(0);
  await expect(other.getByText('Lay forty tables', { exact: true })).toHaveCount(1);
  await expect(other.getByText('White linen')).toHaveCount(1);

  // Both change the same field: nothing is saved until one value is chosen.
  const again = await openTask(page, 'Lay forty tables');
  await again.getByLabel('Title').fill('Lay fifty tables');
  const theirsAgain = await openTask(other, 'Lay forty tables');
  await theirsAgain.getByLabel('Title').fill('Lay sixty tables');
  await theirsAgain.getByRole('button', { name: 'Save' }).click();
  const choice = again.getByRole('radiogroup', { name: /also changed Title/ });
  await expect(choice.getByRole('radio', { name: 'Lay sixty tables' })).toBeVisible();
  await expect(again.getByRole('textbox', { name: 'Title' })).toHaveValue('Lay fifty tables');
  await again.getByRole('button', { name: 'Save' }).click();
  await expect(again).toContainText('Choose the value to save');
  await expect(choice.getByRole('radio', { name: 'Lay fifty tables' })).toBeFocused();
  await page.keyboard.press('Space');
  await again.getByRole('button', { name: 'Save' }).click();
  await expect(again).toHaveCount(0);
  await expect(other.getByText('Lay fifty tables', { exact: true })).toHaveCount(1);
  await expect(other.getByText('Lay sixty tables', { exact: true })).toHaveCount(0);

  // A change of status and a deletion happen at once for everybody, and can be taken back.
  await page.getByRole('button', { name: 'Start: Lay fifty tables' }).click();
  await expect(other.getByRole('button', { name: 'Complete: Lay fifty tables' })).toBeVisible();
  await expect(page.getByText('Changed: Lay fifty tables')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(other.getByRole('button', { name: 'Start: Lay fifty tables' })).toBeVisible();
  await page.getByRole('button', { name: 'Actions for Lay fifty tables' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(other.getByText('Lay fifty tables', { exact: true })).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(other.getByText('Lay fifty tables', { exact: true })).toHaveCount(1);
  await expect(page.getByText('Lay fifty tables', { exact: true })).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
});
