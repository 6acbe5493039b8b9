import type { TestServer } from '../support/server.js';
import { chooseInAccountMenu, live, signIn } from './support/dashboard.js';
import { expect, test } from './support/test.js';

test.use({ serviceWorkers: 'allow' });

let server: TestServer;
test.beforeAll(({ server: shared }) => {
  server = shared;
});

test('a second visit gets the page and its assets from this browser, also signed out, and keeps nothing private', async ({
  context,
}) => {
  const first = await signIn(context, `${server.url}/app/tasks`);
  await first.evaluate(async () => void (await navigator.serviceWorker.ready));
  await expect.poll(() => first.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated');
  await first.close();

  const asked: string[] = [];
  const second = await context.newPage();
  // Asked of the server itself: the browser's own cache is switched off.
  const session = await context.newCDPSession(second);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  session.on('Network.responseReceived', ({ response, type }) => {
    if (!response.fromServiceWorker) asked.push(`${type} ${new URL(response.url).pathname}`);
  });
  await second.goto(`${server.url}/app/tasks`);
  await expect(live(second)).toBeVisible();
  await expect(second.getByRole('button', { name: 'New task' })).toBeVisible();
  expect(asked.some((request) => request.includes('/tasks'))).toBe(true);
  expect(asked.filter((request) => /Document|\/assets\/|colour-scheme/.test(request))).toEqual([]);

  await chooseInAccountMenu(second, 'Sign out');
  await expect(second.getByLabel('Password')).toBeVisible();
  const kept = await second.evaluate(async () => {
    const all = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
    return all.flat().map(({ url }) => new URL(url).pathname);
  });
  expect(kept.length).toBeGreaterThan(5);
  expect(
    kept.filter((path) => !/^\/($|assets\/|colour-scheme\.js$|bell\.svg$|service-worker\.js$)/.test(path)),
  ).toEqual([]);
});
