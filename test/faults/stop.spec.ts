import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import type { Bye, SignedIn } from '@bellhop/protocol';
import { startServer } from '../support/server.js';
import { SseClient } from '../support/sse-client.js';

describe('a server that is stopped', () => {
  it('says goodbye to every stream, answers waiting polls, and exits with code 0 within ten seconds', async () => {
    const server = await startServer();
    const login = await fetch(`${server.url}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'owner@aurora.test', password: 'bellhop-demo' }),
    });
    const { accessToken } = (await login.json()) as SignedIn;
    const headers = { authorization: `Bearer ${accessToken}` };
    const streams = await Promise.all(
      Array.from({ length: 10 }, () => SseClient.open(`${server.url}/v2/realtime/stream`, headers)),
    );
    for (const stream of streams) await stream.find(({ event }) => event === 'ready');
    const cursor = streams[0]?.lastEventId ?? '';
    const poll = fetch(`${server.url}/v2/realtime/poll?cursor=${cursor}`, { headers });
    // A client that never closes its side.
    const { port } = new URL(server.url);
    const stubborn = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
    stubborn.write(`GET /v2/realtime/stream HTTP/1.1\r\nHost: x\r\nAuthorization: ${headers.authorization}\r\n\r\n`);
    stubborn.on('error', () => undefined);
    await once(stubborn, 'data');

    const code = await server.stop();
    // Else it would have ended after its limit for a shutdown, by another code.
    expect(code).toBe(0);
    const answer = await poll;
    expect([answer.status, await answer.json()]).toEqual([200, { events: [], cursor }]);
    for (const stream of streams) {
      await stream.ended;
      const bye = stream.frames.at(-1);
      expect(bye?.event).toBe('bye');
      expect(JSON.parse(bye?.data ?? '') as Bye).toMatchObject({ reason: 'shutdown' });
    }
    stubborn.destroy();
  });
});
