import type { Page } from '@playwright/test';
import { startServer, type TestServer } from '../support/server.js';
import { banner, chooseInAccountMenu, live, PASSWORD, signIn } from './support/dashboard.js';
import { MailServer } from './support/mail-server.js';
import { expect, test } from './support/test.js';

const mails = new MailServer();
let server: TestServer;
test.beforeAll(async () => {
  server = await startServer(await mails.start());
});
test.afterAll(async () => {
  await server.stop();
  await mails.stop();
});

const NEW_PASSWORD = 'a lantern on the pier';

/** Returns the link mailed to an address, once it has arrived. */
async function linkFor(address: string, page: string): Promise<string> {
  await expect.poll(() => mails.linkFor(address)).toMatch(new RegExp(`^/${page}#token=.`));
  return `${server.url}${mails.linkFor(address)}`;
}

/** Opens a mailed link and checks that its token leaves the address bar. @returns checks that no request carried it */
async function follow(page: Page, link: string): Promise<() => void> {
  const token = new URLSearchParams(new URL(link).hash.slice(1)).get('token') ?? '';
  const leaks: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes(token)) leaks.push(request.url());
    if (request.headers()['referer']?.includes(token)) leaks.push(`referer of ${request.url()}`);
  });
  await page.goto(link);
  await expect.poll(() => page.url()).toBe(link.split('#')[0]);
  expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).not.toContain(token);
  // The browser requests the page without the fragment, although Playwright includes it in the URL.
  return () => expect(leaks.filter((url) => !url.includes('#token='))).toEqual([]);
}

test('a hotel group signs up, confirms by mail and starts', async ({ page }) => {
  await page.goto(`${server.url}/app`);
  await page.getByRole('link', { name: 'Open an account for your group' }).click();
  await page.getByLabel('Hotel group').fill('Nova Hotels');
  await page.getByLabel('Your name').fill('Nadia Nova');
  await page.getByLabel('Email').fill('nadia@nova.test');
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Open account' }).click();
  await expect(page.getByLabel('Password')).toHaveAccessibleDescription(/At least 10 characters/);
  // Long enough, but refused by the server.
  await page.getByLabel('Password').fill('password1234');
  await page.getByRole('button', { name: 'Open account' }).click();
  await expect(page.getByLabel('Password')).toHaveAccessibleDescription(/too easy to guess/);
  await page.getByLabel('Password').fill(NEW_PASSWORD);
  await page.getByRole('button', { name: 'Open account' }).click();
  await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible();

  const expectNoLeak = await follow(page, await linkFor('nadia@nova.test', 'welcome'));
  await page.getByLabel('Password').fill('somebody else chose it');
  await page.getByRole('button', { name: 'Confirm and start' }).click();
  await expect(page.getByLabel('Password')).toHaveAccessibleDescription(/not the password you signed up with/);
  await page.getByLabel('Password').fill(NEW_PASSWORD);
  await page.getByRole('button', { name: 'Confirm and start' }).click();
  await expect(live(page)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Account of Nadia Nova' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Audit' })).toBeVisible();
  expectNoLeak();
});

test('an invitation becomes a user, and works once', async ({ browser }) => {
  const owner = await signIn(await browser.newContext(), `${server.url}/app/users`);
  await owner.getByRole('button', { name: 'Invite somebody' }).click();
  const dialog = owner.getByRole('dialog');
  await dialog.getByLabel('Email').fill('vera@aurora.test');
  await dialog.getByLabel('Name').fill('Vera');
  await dialog.getByRole('switch', { name: 'All properties, including future ones' }).check();
  await dialog.getByRole('button', { name: 'Send invitation' }).click();
  await expect(owner.getByRole('row').filter({ hasText: 'Vera' })).toContainText('Invited');

  const invited = await (await browser.newContext()).newPage();
  const link = await linkFor('vera@aurora.test', 'join');
  const expectNoLeak = await follow(invited, link);
  await expect(invited.getByRole('heading', { name: 'Join Aurora Hotels' })).toBeVisible();
  await expect(invited.getByLabel('Email')).toHaveValue('vera@aurora.test');
  await invited.getByLabel('Your name').fill('Vera Vantage');
  await invited.getByLabel('Password').fill(NEW_PASSWORD);
  await invited.getByRole('button', { name: 'Join Aurora Hotels' }).click();
  await expect(live(invited)).toBeVisible();
  await expect(owner.getByRole('row').filter({ hasText: 'Vera Vantage' })).toContainText('Active');
  expectNoLeak();

  await invited.goto(link);
  await expect(invited.getByRole('heading', { name: 'This link no longer works' })).toBeVisible();
  await invited.goto(`${server.url}/join`);
  await expect(invited.getByRole('heading', { name: 'Open the link in your mail' })).toBeVisible();
});

test('a forgotten password is replaced, which signs out every device', async ({ browser }) => {
  const elsewhere = await signIn(await browser.newContext(), `${server.url}/app/tasks`, 'manager@borealis.test');
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${server.url}/app`);
  await page.getByRole('link', { name: 'Forgot password?' }).click();
  await expect(page.getByRole('heading', { name: 'Forgot your password?' })).toBeVisible();
  await page.getByLabel('Email').fill('manager@borealis.test');
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible();

  // In the same tab and on the same page: only the fragment changes, nothing is loaded.
  const link = await linkFor('manager@borealis.test', 'reset-password');
  const expectNoLeak = await follow(page, link);
  await page.getByLabel('New password').fill(NEW_PASSWORD);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByRole('heading', { name: 'Your password has been changed' })).toBeVisible();
  await expect(elsewhere.getByRole('button', { name: 'Sign in' })).toBeVisible();
  expectNoLeak();
  await page.getByRole('link', { name: 'Go to the sign-in page' }).click();
  await page.getByLabel('Email').fill('manager@borealis.test');
  await page.getByLabel('Password').fill(NEW_PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(live(page)).toBeVisible();

  await page.goto(link);
  await page.getByLabel('New password').fill(NEW_PASSWORD);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByRole('heading', { name: 'This link no longer works' })).toBeVisible();
});

test('a session is ended from another device, and a new password ends the other sessions', async ({ browser }) => {
  const [desk, phone, tablet] = await Promise.all([
    browser.newContext(),
    browser.newContext({
      userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1',
    }),
    browser.newContext({ userAgent: 'Mozilla/5.0 (Linux; Android 16) Gecko/140.0 Firefox/140.0' }),
  ]);
  const staff = 'staff@borealis.test';
  const onPhone = await signIn(phone, `${server.url}/app/tasks`, staff);
  const onTablet = await signIn(tablet, `${server.url}/app/tasks`, staff);
  const page = await signIn(desk, `${server.url}/app/tasks`, staff);

  await chooseInAccountMenu(page, 'Your devices');
  const devices = page.getByRole('main').getByRole('listitem');
  await expect(devices).toHaveCount(3);
  await expect(devices.filter({ hasText: 'This device' })).toHaveCount(1);
  await devices
    .filter({ hasText: 'Safari on iPhone' })
    .getByRole('button', { name: /^Sign out/ })
    .click();
  await expect(devices).toHaveCount(2);
  await expect(onPhone.getByRole('button', { name: 'Sign in' })).toBeVisible();

  await chooseInAccountMenu(page, 'Change password');
  const dialog = page.getByRole('dialog', { name: 'Change your password' });
  await dialog.getByLabel('Current password').fill('not it');
  await dialog.getByLabel('New password').fill(NEW_PASSWORD);
  await dialog.getByRole('button', { name: 'Change password' }).click();
  await expect(dialog.getByLabel('Current password')).toHaveAccessibleDescription('This is not your password');
  await dialog.getByLabel('Current password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Change password' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(onTablet.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await page.reload();
  await expect(live(page)).toBeVisible();
  await expect(banner(page)).toHaveCount(0);
  await expect(devices).toHaveCount(1);
});

test('only owners can read the audit trail', async ({ browser }) => {
  const manager = await signIn(await browser.newContext(), `${server.url}/app/audit`, 'manager@aurora.test');
  await expect(manager.getByRole('heading', { name: 'Audit is not available for your role' })).toBeVisible();
  await expect(manager.getByRole('link', { name: 'Audit' })).toHaveCount(0);
  const owner = await signIn(await browser.newContext(), `${server.url}/app/audit`);
  const entries = owner.getByRole('row');
  await expect(entries.filter({ hasText: 'Signed in' }).filter({ hasText: 'Tiago Ferraz' })).not.toHaveCount(0);
  await expect(entries.filter({ hasText: 'Chrome on Linux' })).not.toHaveCount(0);
});
