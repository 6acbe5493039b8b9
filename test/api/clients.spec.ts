import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Task } from '@bellhop/hotel';
import type { Ticket } from '@bellhop/protocol';
import { EventSource } from 'eventsource';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';
import { type Transports, openTransports } from '../support/realtime.js';

/** Clients in common use. Chromium’s EventSource is tested in test/browser. */
describe('a stream is readable by', () => {
  let server: TestApp;
  let transports: Transports;
  let owner: Member;
  beforeAll(async () => {
    server = await createTestApp();
    transports = await openTransports(server);
    owner = await server.signIn('owner');
  });
  afterAll(() => server.close());

  const createTask = async (title: string): Promise<Task> =>
    (await owner.call('post', '/tasks', { propertyId: firstProperty(owner), title }).expect(201)).body as Task;

  it('the npm package eventsource, with named events, ids and resumption', async () => {
    const { ticket } = (await owner.call('post', '/v2/realtime/tickets').expect(201)).body as Ticket;
    const source = new EventSource(`${transports.url}/v2/realtime/stream?ticket=${ticket}`);
    const got: { id: string; title: string }[] = [];
    let wake = (): void => undefined;
    source.addEventListener('tasks', ({ lastEventId, data }) => {
      got.push({ id: lastEventId, title: (JSON.parse(data as string) as { payload: Task }).payload.title });
      wake();
    });
    await new Promise((resolve) => source.addEventListener('ready', resolve, { once: true }));
    const arrived = new Promise<void>((resolve) => (wake = resolve));
    await createTask('for a library');
    await arrived;
    source.close();

    await createTask('while it was away');
    const bearer = { authorization: `Bearer ${owner.signedIn.accessToken}` };
    const again = new EventSource(`${transports.url}/v2/realtime/stream?cursor=${got[0]?.id}`, {
      fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...bearer } }),
    });
    const missed = await new Promise<string>((resolve) =>
      again.addEventListener('tasks', ({ data }) => resolve(data as string), { once: true }),
    );
    again.close();
    expect(got.map(({ title }) => title)).toEqual(['for a library']);
    expect(JSON.parse(missed)).toMatchObject({ payload: { title: 'while it was away' } });
  });

  it.each([
    ['curl', []],
    ['curl --compressed', ['--compressed']],
    ['curl --http1.0', ['--http1.0']],
  ])('%s', async (_name, flags) => {
    const curl: ChildProcess = spawn('curl', [
      ...['--silent', '--no-buffer', ...flags],
      ...['--header', `authorization: Bearer ${owner.signedIn.accessToken}`],
      `${transports.url}/v2/realtime/stream?domains=tasks`,
    ]);
    let text = '';
    curl.stdout?.setEncoding('utf8').on('data', (more: string) => (text += more));
    const until = async (wanted: string): Promise<void> => {
      while (!text.includes(wanted)) await once(curl.stdout as NodeJS.ReadableStream, 'data');
    };
    await until('event: ready');
    const { taskId } = await createTask('for curl');
    await until(taskId);
    curl.kill();
    await once(curl, 'exit');
    expect(text).toMatch(/\nid: [^\n]+\nevent: tasks\ndata: \{[^\n]+\}\n\n$/);
  });
});
