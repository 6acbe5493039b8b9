import type { SignedIn } from '@bellhop/protocol';
import { type Browser, type BrowserContext, expect, type Locator, type Page } from '@playwright/test';

export const PASSWORD = 'bellhop-demo';

/** Opens the dashboard in a new tab of this browser and signs in. */
export async function signIn(
  context: BrowserContext,
  url: string,
  email = 'owner@aurora.test',
  password = PASSWORD,
): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(live(page)).toBeVisible();
  return page;
}

/**
 * Opens the dashboard in a new tab of this browser, whose user signed in at an earlier visit: half the work of {@link signIn}, which
 * loads and fills the sign-in page.
 */
export async function visit(context: BrowserContext, url: string, email = 'owner@aurora.test'): Promise<Page> {
  const login = await context.request.post(new URL('/auth/login', url).href, { data: { email, password: PASSWORD } });
  expect(login.status(), `sign-in of ${email}`).toBe(200);
  const { expiresAt } = (await login.json()) as SignedIn;
  const page = await context.newPage();
  // Once, as what the dashboard writes later counts.
  await page.addInitScript((expiry) => {
    if (sessionStorage.getItem('visited') !== null) return;
    sessionStorage.setItem('visited', 'yes');
    localStorage.setItem('auth-expiry', String(expiry));
  }, expiresAt);
  await page.goto(url);
  await expect(live(page)).toBeVisible();
  return page;
}

/** As {@link visit}, in a browser of its own, as for another person on another machine. */
export const openBrowser = async (browser: Browser, url: string, email?: string): Promise<Page> =>
  visit(await browser.newContext(), url, email);

/** Opens another tab of a signed-in browser. */
export async function openTab(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await expect(live(page)).toBeVisible();
  return page;
}

/** The indicator’s text while events arrive live. */
export const live = (page: Page): Locator => page.getByText('Live', { exact: true });

export const banner = (page: Page): Locator => page.getByRole('region', { name: /^(Session|Connection)$/ });

/** Matches the ancestor that makes an element inert to pointer, keyboard and screen reader; nothing if it is usable. */
export const outOfReach = (thing: Locator): Locator => thing.locator('xpath=ancestor-or-self::*[@inert]');

export async function chooseInAccountMenu(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

export async function addTask(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: 'New task' }).click();
  const dialog = page.getByRole('dialog', { name: 'New task' });
  await dialog.getByLabel('Title').fill(title);
  await dialog.getByRole('button', { name: 'Add task' }).click();
  await expect(dialog).toHaveCount(0);
}
