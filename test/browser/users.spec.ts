import type { Browser, Locator, Page } from '@playwright/test';
import { startServer, type TestServer } from '../support/server.js';
import { openBrowser, signIn } from './support/dashboard.js';
import { expect, test } from './support/test.js';

let server: TestServer;
test.beforeAll(async () => {
  server = await startServer();
});
test.afterAll(() => server.stop());

const open = (browser: Browser, role: string): Promise<Page> =>
  openBrowser(browser, `${server.url}/app/users`, `${role}@aurora.test`);

const row = (page: Page, name: string): Locator => page.getByRole('row').filter({ hasText: name });

/** Counts page loads from now on. */
function loadsOf(page: Page): () => number {
  let loads = 0;
  page.on('load', () => (loads += 1));
  return () => loads;
}

async function act(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

async function choose(dialog: Locator, label: string, option: string): Promise<void> {
  // By keyboard: in a multiple choice, a click would hit elements around the field.
  await dialog.getByRole('combobox', { name: label }).press('ArrowDown');
  await dialog.page().getByRole('option', { name: option, exact: true }).click();
}

async function changeRole(owner: Page, name: string, role: string): Promise<void> {
  await act(owner, name, 'Edit');
  await choose(owner.getByRole('dialog'), 'Role', role);
  await owner.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(owner.getByRole('dialog')).toHaveCount(0);
}

test('an invitation appears in the other window, and disappears when withdrawn', async ({ browser }) => {
  const [owner, manager] = await Promise.all([open(browser, 'owner'), open(browser, 'manager')]);
  const loads = loadsOf(manager);
  await expect(row(manager, 'Helena Duarte')).toHaveCount(1);
  await owner.getByRole('button', { name: 'Invite somebody' }).click();
  const dialog = owner.getByRole('dialog');
  await dialog.getByLabel('Email').fill('vera.guest@aurora.test');
  await dialog.getByLabel('Name').fill('Vera Guest');
  await dialog.getByRole('button', { name: 'Send invitation' }).click();
  await expect(dialog.getByText('Choose at least one property')).toBeVisible();
  await choose(dialog, 'Properties', 'Aurora Ribeira');
  await owner.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Send invitation' }).click();

  for (const page of [manager, owner]) {
    await expect(row(page, 'Vera Guest')).toHaveCount(1);
    await expect(row(page, 'Vera Guest')).toContainText('Invited');
    await expect(row(page, 'Vera Guest')).toContainText('Aurora Ribeira');
  }
  await expect(manager.getByText('Invited 3', { exact: true })).toBeVisible();

  await act(owner, 'Vera Guest', 'Resend invitation');
  await expect(owner.getByText('Invitation sent')).toBeVisible();
  await act(owner, 'Vera Guest', 'Withdraw invitation');
  await owner.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
  for (const page of [manager, owner]) await expect(row(page, 'Vera Guest')).toHaveCount(0);
  await expect(manager.getByText('Invited 2', { exact: true })).toBeVisible();
  expect(loads()).toBe(0);
});

test('inviting an existing user is reported at the form', async ({ browser }) => {
  const owner = await open(browser, 'owner');
  await owner.getByRole('button', { name: 'Invite somebody' }).click();
  const dialog = owner.getByRole('dialog');
  await dialog.getByLabel('Email').fill('STAFF@aurora.test');
  await dialog.getByLabel('Name').fill('Twice');
  await dialog.getByRole('switch', { name: 'All properties' }).check();
  await dialog.getByRole('button', { name: 'Send invitation' }).click();
  await expect(dialog.getByRole('alert')).toContainText('A user with this email address already exists');
  await expect(dialog.getByLabel('Name')).toHaveValue('Twice');
});

test('a change of role shows for everyone, and applies to the user at once', async ({ browser }) => {
  const [owner, staff] = await Promise.all([open(browser, 'owner'), open(browser, 'staff')]);
  const loads = loadsOf(staff);
  const finance = staff.getByRole('link', { name: 'Finance' });
  await expect(row(staff, 'Inês Carvalho')).toContainText('Staff');
  await expect(finance).toHaveCount(0);

  await changeRole(owner, 'Inês Carvalho', 'Manager');
  await expect(row(staff, 'Inês Carvalho')).toContainText('Manager');
  await finance.click();
  await expect(staff.getByRole('button', { name: 'New revenue' })).toBeVisible();

  await changeRole(owner, 'Inês Carvalho', 'Staff');
  await expect(staff.getByText('Finance is not available for your role')).toBeVisible();
  await expect(finance).toHaveCount(0);
  expect(loads()).toBe(0);
});

test('added properties appear for the user at once', async ({ browser }) => {
  const [owner, staff] = await Promise.all([open(browser, 'owner'), open(browser, 'staff')]);
  await expect(row(staff, 'Rui Tavares')).toContainText('1 elsewhere');
  await act(owner, 'Inês Carvalho', 'Edit');
  await choose(owner.getByRole('dialog'), 'Properties', 'Aurora Ribeira');
  await owner.keyboard.press('Escape');
  await owner.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(staff.getByRole('radiogroup', { name: 'Property' })).toContainText('Aurora Ribeira');
  await expect(row(staff, 'Rui Tavares')).toContainText('Aurora Ribeira');
});

test('a disabled user is signed out, and can sign in when enabled', async ({ browser }) => {
  const [owner, manager] = await Promise.all([open(browser, 'owner'), open(browser, 'manager')]);
  await act(owner, 'Tiago Ferraz', 'Disable');
  await owner.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
  await expect(row(owner, 'Tiago Ferraz')).toContainText('Disabled');
  await expect(manager.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await expect(manager.getByText(/^You were signed out elsewhere/)).toBeVisible();
  await act(owner, 'Tiago Ferraz', 'Enable');
  await expect(row(owner, 'Tiago Ferraz')).toContainText('Active');
  await signIn(await browser.newContext(), `${server.url}/app/users`, 'manager@aurora.test');
});

test('users other than owners can read, and change only their own name', async ({ browser }) => {
  const manager = await open(browser, 'manager');
  await expect(row(manager, 'Helena Duarte')).toHaveCount(1);
  await expect(manager.getByRole('button', { name: 'Invite somebody' })).toHaveCount(0);
  await manager.getByRole('button', { name: 'Actions for Helena Duarte' }).click();
  await expect(manager.getByRole('menuitem')).toHaveText(['History']);
  await manager.keyboard.press('Escape');
  await expect(manager.getByRole('menu')).toHaveCount(0);
  await act(manager, 'Tiago Ferraz', 'Change your name');
  const dialog = manager.getByRole('dialog');
  await expect(dialog.getByLabel('Role')).toHaveCount(0);
  await dialog.getByLabel('Name').fill('Tiago Ferraz Melo');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(row(manager, 'Tiago Ferraz Melo')).toHaveCount(1);
  await expect(manager.getByRole('button', { name: 'Account of Tiago Ferraz Melo' })).toBeVisible();
});
