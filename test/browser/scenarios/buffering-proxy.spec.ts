import { type NginxOptions, startNginx } from '../../support/nginx.js';
import { live, openTab, PASSWORD, visit } from '../support/dashboard.js';
import { expect, test } from './support/scenario.js';
import { type Call, connectionsOf } from './support/traffic.js';

const FALL_BACK_MS = 10_000;

/** Debian’s nginx, told to ignore the header with which a server turns buffering off. */
const BUFFERING: NginxOptions = { location: ['proxy_ignore_headers X-Accel-Buffering;'] };
const NOT_BUFFERING: NginxOptions = { location: ['proxy_ignore_headers X-Accel-Buffering;', 'proxy_buffering off;'] };

const isStream = ({ path }: Call): boolean => path === '/v2/realtime/stream';

test('a stream passes through nginx without delay', async ({ newBrowser, server, colleague }) => {
  const nginx = await startNginx(server.url);
  const page = await visit(await newBrowser(), `${nginx.url}/app/tasks`);
  await colleague.createTask('Through the proxy');
  await expect(page.getByText('Through the proxy', { exact: true })).toHaveCount(1);
  expect((await connectionsOf(page)).map(({ path }) => path)).toEqual(['/v2/realtime/stream']);
  await nginx.stop();
});

test('behind a buffering nginx the page falls back to long-poll within 10 s, and returns to the stream without buffering', async ({
  newBrowser,
  server,
  colleague,
}) => {
  const nginx = await startNginx(server.url, BUFFERING);
  const context = await newBrowser();
  const page = await context.newPage();
  await page.goto(`${nginx.url}/app/tasks`);
  await page.getByLabel('Email').fill('owner@aurora.test');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(live(page)).toBeVisible();
  // By the page's clock, from its first stream on: how long it took to sign in and to load says nothing about that.
  const calls = await connectionsOf(page);
  const stream = calls.find(isStream);
  const poll = calls.find((call) => !isStream(call) && call.status === 200);
  expect((poll?.answeredAt ?? Infinity) - (stream?.startedAt ?? 0)).toBeLessThan(FALL_BACK_MS);
  // A tab opened later does not have to find out for itself.
  const tabs = [page, await openTab(context, `${nginx.url}/app/tasks`)];
  await colleague.createTask('By long-poll');
  for (const tab of tabs) await expect(tab.getByText('By long-poll', { exact: true })).toHaveCount(1);

  await nginx.reload(NOT_BUFFERING);
  const before = (await connectionsOf(page)).length;
  const recovered = async () => {
    // An answered poll allows a try with a stream.
    await colleague.createTask('Meanwhile');
    const last = (await connectionsOf(page)).slice(before).at(-1);
    return last && isStream(last) && last.status === 200;
  };
  await expect.poll(recovered, { timeout: 45_000, intervals: [1_000] }).toBe(true);
  await colleague.createTask('By the stream again');
  for (const tab of tabs) {
    for (const title of ['By the stream again', 'By long-poll']) {
      await expect(tab.getByText(title, { exact: true })).toHaveCount(1);
    }
    await expect(live(tab)).toBeVisible();
  }
  expect((await connectionsOf(page)).at(-1)).toMatchObject({ path: '/v2/realtime/stream', status: 200 });
  await nginx.stop();
});
