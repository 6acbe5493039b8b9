import type { TestServer } from '../support/server.js';
import {
  addTask,
  banner,
  chooseInAccountMenu,
  live,
  openTab,
  outOfReach,
  PASSWORD,
  signIn,
} from './support/dashboard.js';
import { expect, test } from './support/test.js';

let server: TestServer;
test.beforeAll(({ server: shared }) => {
  server = shared;
});

test('a reloaded page stays signed in, without showing the sign-in page', async ({ context }) => {
  const page = await signIn(context, `${server.url}/app/tasks`);
  await page.addInitScript(() => {
    const seen = new MutationObserver(() => {
      if (document.querySelector('input[type=password]')) Object.assign(globalThis, { sawSignIn: true });
    });
    seen.observe(document, { childList: true, subtree: true });
  });
  await page.reload();
  await expect(live(page)).toBeVisible();
  await expect(page).toHaveURL(/\/app\/tasks$/);
  expect(await page.evaluate(() => 'sawSignIn' in globalThis)).toBe(false);
});

test('nothing that a script can read from storage opens the session', async ({ context }) => {
  const page = await signIn(context, `${server.url}/app/tasks`);
  const token = page.waitForRequest((request) => 'authorization' in request.headers());
  await addTask(page, 'Look for the token');
  const sent = (await token).headers()['authorization']?.replace('Bearer ', '') ?? '';
  expect(sent.length).toBeGreaterThan(20);
  const stored = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
  );
  expect(stored).not.toContain(sent);
  expect(stored).not.toContain('bellhop_refresh');
});

test('signing out in one tab signs the other out, which sends no more requests', async ({ context }) => {
  const first = await signIn(context, `${server.url}/app/tasks`);
  // The last thing that a page loads: what is on its way when the session ends is refused, and rightly so.
  const isLoaded = context.waitForEvent(
    'requestfinished',
    (request) => request.url().endsWith('/onboarding') && request.frame().page() !== first,
  );
  const second = await openTab(context, `${server.url}/app/tasks`);
  await isLoaded;
  const refused: string[] = [];
  second.on('response', (response) => {
    if (response.status() === 401) refused.push(response.url());
  });
  await chooseInAccountMenu(first, 'Sign out');
  for (const page of [first, second]) {
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Tasks' })).toHaveCount(0);
  }
  await expect(second.getByText('You signed out in another tab of this browser.')).toBeVisible();
  await expect(first.getByText(/signed out/i)).toHaveCount(0);
  await second.reload();
  await expect(second.getByRole('button', { name: 'Sign in' })).toBeVisible();
  expect(refused).toEqual([]);
});

test('a session ended on another device says so in every tab', async ({ context, request }) => {
  const first = await signIn(context, `${server.url}/app/tasks`, 'staff@aurora.test');
  const second = await openTab(context, `${server.url}/app/tasks`);
  const credentials = { email: 'staff@aurora.test', password: PASSWORD };
  const login = await request.post(`${server.url}/auth/login`, { data: credentials });
  const { accessToken } = (await login.json()) as { accessToken: string };
  const headers = { authorization: `Bearer ${accessToken}` };
  const { items } = (await (await request.get(`${server.url}/auth/sessions`, { headers })).json()) as {
    items: { sessionId: string; current: boolean }[];
  };
  for (const { sessionId, current } of items) {
    if (!current) await request.delete(`${server.url}/auth/sessions/${sessionId}`, { headers });
  }
  for (const page of [first, second]) {
    await expect(page.getByText(/^You were signed out elsewhere/)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  }
  // After a new sign-in, signing out oneself shows no such message.
  await first.getByLabel('Email').fill('staff@aurora.test');
  await first.getByLabel('Password').fill(PASSWORD);
  await first.getByRole('button', { name: 'Sign in' }).click();
  await expect(live(first)).toBeVisible();
  await chooseInAccountMenu(first, 'Sign out');
  await expect(first.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await expect(first.getByText(/signed out/i)).toHaveCount(0);
});

test('after an expired session the page continues where it was, with the typed text', async ({ context }) => {
  const page = await signIn(context, `${server.url}/app/tasks`);
  await page.getByRole('button', { name: 'New task' }).click();
  const draft = page.getByRole('dialog', { name: 'New task' });
  await draft.getByLabel('Title').fill('Half of a thou');

  // The token has expired and cannot be refreshed.
  await context.clearCookies();
  const other = await context.newPage();
  await other.goto(`${server.url}/bell.svg`);
  await other.evaluate(() => localStorage.setItem('auth-expiry', '1'));
  await expect(banner(page)).toContainText('Your session has ended');
  await expect(outOfReach(page.getByRole('button', { name: 'New task' }))).toHaveCount(1);
  await expect(outOfReach(draft)).toHaveCount(1);
  await expect(banner(page).getByRole('button', { name: 'Reload' })).toBeEnabled();

  await banner(page).getByRole('button', { name: 'Log in' }).click();
  const login = page.getByRole('dialog', { name: 'Log in again' });
  await expect(login.getByLabel('Password')).toBeFocused();
  await login.getByLabel('Password').fill(PASSWORD);
  await login.getByRole('button', { name: 'Log in' }).click();
  await expect(banner(page)).toHaveCount(0);
  await expect(outOfReach(draft)).toHaveCount(0);
  await expect(draft.getByLabel('Title')).toHaveValue('Half of a thou');
  await draft.getByLabel('Title').press('End');
  await draft.getByLabel('Title').pressSequentially('ght');
  await draft.getByRole('button', { name: 'Add task' }).click();
  await expect(page.getByText('Half of a thought', { exact: true })).toHaveCount(1);
});

test('a page opened while the server is away waits for it', async ({ context }) => {
  const page = await signIn(context, `${server.url}/app/tasks`);
  let isAway = true;
  await context.route('**/auth/refresh', (route) => (isAway ? route.abort() : route.continue()));
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Bellhop cannot be reached' })).toBeVisible();
  await expect(page.getByText(/^Retrying in \d+ s$/)).toBeVisible();
  isAway = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(live(page)).toBeVisible();
});
