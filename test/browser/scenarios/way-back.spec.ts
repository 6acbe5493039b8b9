import { CHROMIUM } from '../support/browsers.js';
import { expect, test } from './support/scenario.js';
import { callsOf, leaderOf } from './support/traffic.js';
import { UnwatchedBrowser, type UnwatchedTab } from './support/unwatched-tab.js';

// Playwright disables the back/forward cache by default, and the headless shell has none.
test.use({
  launchOptions: async ({ launchOptions }, use) =>
    use({ ...launchOptions, executablePath: CHROMIUM, ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
});

const noteReturn = (tab: UnwatchedTab): Promise<void> =>
  tab.evaluate(() => {
    addEventListener('pageshow', ({ persisted }) => Object.assign(globalThis, { cameBack: persisted }));
  });

const cameBack = (tab: UnwatchedTab): Promise<boolean | undefined> =>
  tab.evaluate(() => (globalThis as unknown as { cameBack?: boolean }).cameBack);

test('a leading page in the back/forward cache holds no connection, and is up to date when restored', async ({
  browser,
  server,
  colleague,
}) => {
  const visitor = await UnwatchedBrowser.open(browser);
  await visitor.signIn(server.url, 'owner@aurora.test');
  const tab = await visitor.newTab(`${server.url}/app/tasks`);
  await expect.poll(() => tab.text()).toContain('Live');
  const other = await visitor.newTab(`${server.url}/app/tasks`);
  await expect.poll(() => other.text()).toContain('Live');
  expect(await leaderOf([tab, other])).toBe(tab);
  await noteReturn(tab);

  await tab.goto(`${server.url}/bell.svg`);
  expect(await leaderOf([other])).toBe(other);
  expect(await colleague.connections()).toBe(1);
  await colleague.createTask('While one was elsewhere');
  await expect.poll(() => other.count('While one was elsewhere')).toBe(1);

  await tab.goBack();
  await expect.poll(() => cameBack(tab)).toBe(true);
  await expect.poll(() => tab.count('While one was elsewhere')).toBe(1);
  await expect.poll(() => tab.text()).toContain('Live');
  expect(await leaderOf([tab, other])).toBe(other);
  await colleague.createTask('And on');
  for (const one of [tab, other]) await expect.poll(() => one.count('And on')).toBe(1);
  expect(await colleague.connections()).toBe(1);
  await visitor.close();
});

test('a page in the back/forward cache while its browser signed out is restored signed out', async ({
  browser,
  server,
  colleague,
}) => {
  const visitor = await UnwatchedBrowser.open(browser);
  await visitor.signIn(server.url, 'owner@aurora.test');
  const tab = await visitor.newTab(`${server.url}/app/tasks`);
  await expect.poll(() => tab.text()).toContain('Live');
  const other = await visitor.newTab(`${server.url}/app/tasks`);
  await expect.poll(() => other.text()).toContain('Live');
  await noteReturn(tab);
  await tab.goto(`${server.url}/bell.svg`);

  await other.evaluate(() => document.querySelector<HTMLElement>('[aria-label^="Account of"]')?.click());
  const signOut = () =>
    other.evaluate(() => {
      const items = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')];
      const item = items.find(({ textContent }) => textContent === 'Sign out');
      item?.click();
      return item !== undefined;
    });
  await expect.poll(signOut).toBe(true);
  await expect.poll(() => other.text()).toContain('Password');

  await tab.goBack();
  await expect.poll(() => cameBack(tab)).toBe(true);
  await expect.poll(() => tab.text()).toContain('Password');
  // It knew by itself: no request was refused.
  expect((await callsOf(tab)).filter(({ status = 0 }) => status >= 400)).toEqual([]);
  await expect.poll(() => colleague.connections()).toBe(0);
  await visitor.close();
});
