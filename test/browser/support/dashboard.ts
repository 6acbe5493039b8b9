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
 * Opens the dashboard in a browser of its own, as for another person on another machine, who signed in at an earlier visit. The
 * form of the sign-in page has its own tests.
 */
export async function openBrowser(browser: Browser, url: string, email = 'owner@aurora.test'): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(new URL('/bell.svg', url).href);
  const signedIn = page.waitForResponse('**/auth/login');
  await page.evaluate(
    async ([address, password]) => {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ email: address, password });
      const response = await fetch('/auth/login', { method: 'POST', headers, body });
      const { expiresAt } = (await response.json()) as SignedIn;
      localStorage.setItem('auth-expiry', String(expiresAt));
    },
    [email, PASSWORD] as const,
  );
  expect((await signedIn).status(), `sign-in of ${email}`).toBe(200);
  await page.goto(url);
  await expect(live(page)).toBeVisible();
  return page;
}

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
