import { chooseInAccountMenu, live, openTab, signIn } from '../support/dashboard.js';
import { expect, MEASURED, test } from './support/scenario.js';
import { callsOf, connectionsOf, leaderOf } from './support/traffic.js';

const EVERYWHERE_MS = 200;

/** Three parts, or no header at all; `Bearer undefined` caused "jwt malformed". */
const TOKEN = /^Bearer [\w-]+\.[\w-]+\.[\w-]+$/;

test(
  'signing out in one tab ends the other tab’s stream within 200 ms',
  MEASURED,
  async ({ newBrowser, server, colleague }) => {
    const context = await newBrowser();
    const tabs = [await signIn(context, `${server.url}/app/tasks`), await openTab(context, `${server.url}/app/tasks`)];
    const leader = await leaderOf(tabs);
    const follower = tabs.find((tab) => tab !== leader) ?? leader;

    // Delays the server’s part, so that the tabs must end the stream themselves.
    let tellServer = (): void => undefined;
    const told = new Promise<void>((resolve) => (tellServer = resolve));
    await context.route('**/auth/logout', async (route) => {
      await told;
      await route.continue();
    });
    await follower.evaluate(() =>
      document.addEventListener('click', () => Object.assign(globalThis, { clickedAt: Date.now() }), { capture: true }),
    );
    await chooseInAccountMenu(follower, 'Sign out');
    await expect.poll(async () => (await connectionsOf(leader)).at(-1)?.endedAt).toBeDefined();
    const endedAt = (await connectionsOf(leader)).at(-1)?.endedAt ?? Infinity;
    const clickedAt = await follower.evaluate(() => (globalThis as unknown as { clickedAt: number }).clickedAt);
    expect(endedAt - clickedAt).toBeGreaterThanOrEqual(0);
    expect(endedAt - clickedAt).toBeLessThan(EVERYWHERE_MS);
    tellServer();
    await expect.poll(() => colleague.connections()).toBe(0);
  },
);

test('no tab sends a request after sign-out, whatever happens and however long it stays open', async ({
  newBrowser,
  server,
  colleague,
}) => {
  const context = await newBrowser();
  await context.clock.install();
  const unauthenticated: string[] = [];
  context.on('response', async (response) => {
    if (response.status() === 401) unauthenticated.push(`${response.url()}: ${await response.text()}`);
  });
  const tabs = [await signIn(context, `${server.url}/app/tasks`), await openTab(context, `${server.url}/app/tasks`)];
  await context.clock.pauseAt(Date.now() + 10_000);
  const sent = () => Promise.all(tabs.map(callsOf));
  const before = await sent();

  const [first] = tabs;
  if (!first) throw new Error('there is no tab');
  await first.getByRole('button', { name: /^Account of/ }).click();
  await context.clock.runFor(1_000);
  await first.getByRole('menuitem', { name: 'Sign out' }).click();
  await context.clock.runFor(1_000);
  for (const tab of tabs) await expect(tab.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await expect.poll(() => colleague.connections()).toBe(0);

  await colleague.createTask('Nobody is there to see it');
  await context.setOffline(true);
  await context.setOffline(false);
  await context.clock.runFor(20 * 60_000);
  const after = await sent();
  const later = after.flatMap((calls, index) => calls.slice(before[index]?.length));
  expect(later.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /auth/logout']);
  for (const { authorization } of after.flat()) if (authorization !== null) expect(authorization).toMatch(TOKEN);
  for (const tab of tabs) {
    await tab.reload();
    // React shows what it has loaded by a timer.
    await expect
      .poll(async () => {
        await context.clock.runFor(100);
        return tab.getByRole('button', { name: 'Sign in' }).isVisible();
      })
      .toBe(true);
    await expect(live(tab)).toHaveCount(0);
  }
  // What a sign-in page asks whoever opens it.
  for (const calls of await sent()) expect(calls.map(({ path }) => path)).toEqual(['/demo/logins']);
  expect(unauthenticated).toEqual([]);
});
