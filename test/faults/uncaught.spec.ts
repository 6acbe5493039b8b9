import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Bye, SignedIn } from '@bellhop/protocol';
import { startServer, type TestServer } from '../support/server.js';
import { SseClient } from '../support/sse-client.js';

/** Loaded into the server’s process: each signal throws where nothing can catch it. */
const FAULTS = `
  process.on('SIGUSR2', () => setImmediate(() => { throw new TypeError('planted'); }));
  process.on('SIGHUP', () => setImmediate(() => void Promise.reject(new TypeError('planted'))));
`;

describe('a server with an uncaught error', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startServer({
      LOG_LEVEL: 'info',
      NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(FAULTS)}`,
    });
  });
  afterEach(() => server.stop());

  it.each([
    ['uncaughtException', 'SIGUSR2'],
    ['unhandledRejection', 'SIGHUP'],
  ] as const)('%s: logs it, says goodbye to streams, answers polls and exits with 70', async (origin, signal) => {
    const login = await fetch(`${server.url}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'owner@aurora.test', password: 'bellhop-demo' }),
    });
    const headers = { authorization: `Bearer ${((await login.json()) as SignedIn).accessToken}` };
    const stream = await SseClient.open(`${server.url}/v2/realtime/stream`, headers);
    await stream.find(({ event }) => event === 'ready');
    const poll = fetch(`${server.url}/v2/realtime/poll?cursor=${stream.lastEventId}`, { headers });
    const metrics = async (): Promise<string> => (await fetch(`${server.url}/metrics`)).text();
    while (!/^bellhop_polls_waiting 1$/m.test(await metrics()));

    process.kill(server.pid, signal);
    const { code, stderr } = await server.ended();
    expect(code).toBe(70);
    await stream.ended;
    const bye = stream.frames.at(-1);
    expect([bye?.event, (JSON.parse(bye?.data ?? '') as Bye).reason]).toEqual(['bye', 'shutdown']);
    const answer = await poll;
    expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
    // The log is written in batches; no line about an answered request is missing.
    const routes = stderr.split('\n').flatMap((text) => /"route":"([^"]+)".*"msg":"request"/.exec(text)?.[1] ?? []);
    expect(routes).toEqual(expect.arrayContaining(['/auth/login', '/metrics', '/v2/realtime/poll']));
    const [line] = stderr.split('\n').filter((text) => text.includes('planted'));
    expect(JSON.parse(line ?? '')).toMatchObject({
      level: 60,
      context: 'Process',
      origin,
      err: { type: 'TypeError', message: 'planted', stack: expect.stringContaining('planted') },
      streams: 1,
      uptimeS: expect.any(Number),
    });
  });
});
