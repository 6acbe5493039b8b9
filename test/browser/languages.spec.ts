import type { Page } from '@playwright/test';
import { startServer, type TestServer } from '../support/server.js';
import { violationsOf } from './support/axe.js';
import { chooseInAccountMenu, openBrowser, openTab, signIn } from './support/dashboard.js';
import { expect, test } from './support/test.js';

let server: TestServer;
test.beforeAll(async () => {
  server = await startServer();
});
test.afterAll(() => server.stop());

const isIn = async (page: Page, lang: string, dir: string, tasks: string) => {
  await expect(page.locator('html')).toHaveAttribute('lang', lang);
  await expect(page.locator('html')).toHaveAttribute('dir', dir);
  await expect(page.getByRole('link', { name: tasks })).toBeVisible();
};

test('a user’s language reaches their tabs and devices at once, and stays', async ({ context, browser }) => {
  const page = await signIn(context, `${server.url}/app/tasks`);
  const tab = await openTab(context, `${server.url}/app/finance`);
  const device = await openBrowser(browser, `${server.url}/app/tasks`);
  await isIn(tab, 'en', 'ltr', 'Tasks');

  await chooseInAccountMenu(page, 'Language');
  await page.getByRole('button', { name: 'العربية' }).click();
  for (const shown of [page, tab, device]) await isIn(shown, 'ar', 'rtl', 'المهام');
  // The navigation is on the right now, and the page beside it.
  const navigation = await tab.getByRole('navigation', { name: 'الصفحات' }).boundingBox();
  const content = await tab.getByRole('main').boundingBox();
  expect(navigation?.x).toBeGreaterThan(content?.x ?? Infinity);
  for (const shown of [page, tab]) expect(await violationsOf(shown)).toEqual([]);
  // Latin texts begin at the page's edge as well: with `match-parent` alone, those on cards began at the other one.
  const description = page.locator('main p[dir=auto]').first();
  const gap = await description.evaluate((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return element.getBoundingClientRect().right - range.getBoundingClientRect().right;
  });
  expect(gap).toBeLessThan(2);
  // A name in a list of options is read in its own direction: its point stays at its end.
  await page.keyboard.press('n');
  await page.getByRole('dialog').locator('input[aria-haspopup=listbox]').first().click();
  const name = page.getByRole('option').last().locator('span').last();
  await expect(name).toBeVisible();
  const end = await name.evaluate((element) => {
    element.textContent = 'Hotel.';
    const rightOf = (at: number) => {
      const range = document.createRange();
      range.setStart(element.firstChild ?? element, at);
      range.setEnd(element.firstChild ?? element, at + 1);
      return range.getBoundingClientRect().right;
    };
    return rightOf(5) - rightOf(4);
  });
  expect(end).toBeGreaterThan(0);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await tab.reload();
  await isIn(tab, 'ar', 'rtl', 'المهام');

  await page.getByRole('button', { name: /^حساب/ }).click();
  await page.getByRole('menuitem', { name: 'اللغة' }).click();
  await page.getByRole('button', { name: 'Deutsch' }).click();
  for (const shown of [page, tab, device]) await isIn(shown, 'de', 'ltr', 'Aufgaben');
});

test('the sign-in page is in the browser’s language until somebody chooses another', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'pt-BR' });
  const page = await context.newPage();
  await page.goto(`${server.url}/app`);
  await expect(page.getByRole('button', { name: 'Iniciar sessão' })).toBeVisible();
  await page.getByLabel('Idioma').selectOption('العربية');
  await expect(page.getByRole('button', { name: 'تسجيل الدخول' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  expect(await violationsOf(page)).toEqual([]);
  await page.reload();
  await expect(page.getByRole('button', { name: 'تسجيل الدخول' })).toBeVisible();
});
