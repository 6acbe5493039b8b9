import type { SignedIn, Ticket } from '@bellhop/protocol';
import type { TestServer } from '../support/server.js';
import { expect, test } from './support/test.js';

let server: TestServer;
test.beforeAll(({ server: shared }) => {
  server = shared;
});

test('Chromium’s EventSource reads the compressed stream, and resumes after the server was killed', async ({
  page,
}) => {
  const call = async <T>(path: string, body: object, token?: string): Promise<T> => {
    const answer = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as T;
  };
  const { accessToken, user } = await call<SignedIn>('/auth/login', {
    email: 'owner@aurora.test',
    password: 'bellhop-demo',
  });
  const createTask = (title: string) => call('/tasks', { propertyId: user.propertyIds[0], title }, accessToken);
  const ticket = async () => (await call<Ticket>('/v2/realtime/tickets', {}, accessToken)).ticket;

  await page.goto(`${server.url}/health/live`);
  const encoding = page.waitForResponse((response) => response.url().includes('/v2/realtime/stream'));
  await page.evaluate(
    (url) => {
      const seen: { id: string; title: string }[] = [];
      const source = new EventSource(url);
      source.addEventListener('tasks', ({ lastEventId, data }: MessageEvent<string>) =>
        seen.push({ id: lastEventId, title: (JSON.parse(data) as { payload: { title: string } }).payload.title }),
      );
      source.addEventListener('ready', () => document.body.append('ready'));
      Object.assign(globalThis, { seen, source });
    },
    `/v2/realtime/stream?ticket=${await ticket()}`,
  );
  expect((await encoding).headers()['content-encoding']).toBe('gzip');
  const seen = () =>
    page.evaluate(() => (globalThis as unknown as { seen: { id: string; title: string }[] }).seen.map((one) => one));
  await expect(page.getByText('ready')).toBeVisible();
  await createTask('first');
  await createTask('second');
  await expect.poll(async () => (await seen()).map(({ title }) => title)).toEqual(['first', 'second']);

  await server.kill9();
  await server.restart();
  await createTask('while it was away');
  // Its ticket is used up, so the page opens a stream with a new one from its last id.
  const [, last] = await seen();
  await page.evaluate(
    (url) => {
      const { seen: list, source } = globalThis as unknown as { seen: object[]; source: EventSource };
      source.close();
      new EventSource(url).addEventListener('tasks', ({ lastEventId, data }: MessageEvent<string>) =>
        list.push({ id: lastEventId, title: (JSON.parse(data) as { payload: { title: string } }).payload.title }),
      );
    },
    `/v2/realtime/stream?cursor=${last?.id}&ticket=${await ticket()}`,
  );
  await expect
    .poll(async () => (await seen()).map(({ title }) => title))
    .toEqual(['first', 'second', 'while it was away']);
});
