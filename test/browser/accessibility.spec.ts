import type { Page } from '@playwright/test';
import type { TestServer } from '../support/server.js';
import { violationsOf } from './support/axe.js';
import { banner, live, signIn } from './support/dashboard.js';
import { expect, test } from './support/test.js';

let server: TestServer;
test.beforeAll(({ server: shared }) => {
  server = shared;
});

/** Waits until rows have replaced their placeholders. */
const settled = async (page: Page, text: string | RegExp): Promise<void> => {
  await expect(live(page)).toBeVisible();
  await expect(page.getByRole('main').getByText(text).first()).toBeVisible();
  await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
};

const open = (path: string, heading: string) => async (page: Page) => {
  await page.goto(server.url + path);
  await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible();
};

const ENTRANCES: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  'the sign-in page': open('/app', 'Welcome back'),
  'a refused sign-in': async (page) => {
    await page.goto(`${server.url}/app`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByText('Enter your email')).toBeVisible();
  },
  'the sign-up page': open('/sign-up', 'Open an account'),
  'the page that a sign-up is confirmed at': open('/welcome#token=x', 'Welcome to Bellhop'),
  'a link that is no good': open('/join#token=x', 'This link no longer works'),
  'the page for who forgot the password': open('/reset-password', 'Forgot your password?'),
  'the page where a password is chosen': open('/reset-password#token=x', 'Choose a new password'),
  'a page that is not there': open('/nowhere', 'Page not found'),
};

const PAGES: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  finance: async (page) => {
    const { promise: seen, resolve: goOn } = Promise.withResolvers<undefined>();
    const revenues = '**/finance/revenues?*';
    await page.route(revenues, (route) => seen.then(() => route.continue()));
    await page.goto(`${server.url}/app/finance`);
    await expect(page.locator('.mantine-Skeleton-root').first()).toBeVisible();
    // Whoever asks for less motion gets none, not even of placeholders.
    expect(await page.evaluate(() => document.getAnimations().map(({ playState }) => playState))).toEqual([]);
    goOn(undefined);
    await settled(page, /€/);
    await page.unroute(revenues);
  },
  'a new revenue': async (page) => {
    await page.getByRole('button', { name: 'New revenue' }).click();
    await expect(page.getByRole('dialog').getByLabel('Amount')).toBeFocused();
  },
  tasks: async (page) => {
    await page.goto(`${server.url}/app/tasks?cancelled=true`);
    await settled(page, 'Aurora Ribeira');
  },
  'the menu of a task': async (page) => {
    await page
      .getByRole('button', { name: /^Actions for/ })
      .first()
      .click();
    await expect(page.getByRole('menuitem', { name: 'Edit' })).toBeVisible();
  },
  'how the page is connected': async (page) => {
    await page.keyboard.press('Escape');
    await expect(page.getByRole('menu')).toHaveCount(0);
    await page.getByRole('button', { name: 'Connection' }).click();
    await expect(page.getByRole('dialog', { name: 'Connection' })).toBeVisible();
  },
  users: async (page) => {
    await page.goto(`${server.url}/app/users`);
    await settled(page, 'Helena Duarte');
  },
  audit: async (page) => {
    await page.goto(`${server.url}/app/audit`);
    await settled(page, 'Signed in');
  },
  'your devices': async (page) => {
    await page.goto(`${server.url}/app/devices`);
    await settled(page, 'This device');
  },
  'a new password': async (page) => {
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Change password' }).click();
    await expect(page.getByRole('dialog').getByLabel('Current password')).toBeFocused();
  },
  'a session that has ended': async (page) => {
    await page.goto(`${server.url}/app/tasks`);
    await settled(page, 'Aurora Ribeira');
    await page.context().clearCookies();
    const other = await page.context().newPage();
    await other.goto(`${server.url}/bell.svg`);
    await other.evaluate(() => localStorage.setItem('auth-expiry', '1'));
    await other.close();
    await expect(banner(page)).toBeVisible();
  },
  'logging in again': async (page) => {
    await banner(page).getByRole('button', { name: 'Log in' }).click();
    await expect(page.getByRole('dialog').getByLabel('Password')).toBeFocused();
  },
};

/** Returns the paths of pages in the navigation that {@link PAGES} does not visit. */
async function otherPages(page: Page): Promise<readonly string[]> {
  const links = page.locator('a[href^="/app/"]');
  const paths = await links.evaluateAll((all) => all.map((link) => new URL((link as HTMLAnchorElement).href).pathname));
  return [...new Set(paths)].filter((path) => !(path.slice('/app/'.length) in PAGES));
}

const openOther = (path: string) => async (page: Page) => {
  await page.goto(server.url + path);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(live(page)).toBeVisible();
  await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
};

const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const LOOKS = [
  { device: 'phone', viewport: PHONE, colorScheme: 'light' },
  { device: 'desk', viewport: DESK, colorScheme: 'light' },
  { device: 'desk', viewport: DESK, colorScheme: 'dark' },
] as const;

/** Resolves when the page has the colours of the scheme: labels change theirs over 200 ms. */
async function repainted(page: Page, colorScheme: string): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
  await page.evaluate(async () => {
    await new Promise(requestAnimationFrame);
    const transitions = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(transitions.map(({ finished }) => finished));
  });
}

/** Opens each page on a phone, where space is scarcest, and checks it there and on a desktop. */
async function expectNoViolation(page: Page, pages: Readonly<Record<string, (page: Page) => Promise<void>>>) {
  for (const [name, show] of Object.entries(pages)) {
    await test.step(name, async () => {
      await page.setViewportSize(PHONE);
      await show(page);
      for (const { device, viewport, colorScheme } of LOOKS) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        await repainted(page, colorScheme);
        expect.soft(await violationsOf(page), `${name}, ${colorScheme}, at a ${device}`).toEqual([]);
      }
    });
  }
}

test('axe finds no violation on any page before sign-in, light and dark, at a desk and on a phone', async ({
  page,
}) => {
  await expectNoViolation(page, ENTRANCES);
});

test('axe finds no violation on any page after sign-in, light and dark, at a desk and on a phone', async ({
  context,
}) => {
  // Some forty checks, each of which takes seconds on a busy machine.
  test.setTimeout(600_000);
  const page = await signIn(context, `${server.url}/app/tasks`);
  const others = (await otherPages(page)).map((path) => [path, openOther(path)] as const);
  await expectNoViolation(page, { ...Object.fromEntries(others), ...PAGES });
});
