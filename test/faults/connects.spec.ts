import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type Member, type TestApp } from '../support/app.js';
import { type Transports, openTransports } from '../support/realtime.js';

const CONNECTS = 2_000;
const AT_ONCE = 100;
const KINDS = ['TCPSocketWrap', 'TCPServerWrap', 'Timeout', 'Immediate'] as const;

/** Counts the process’s active resources by kind. */
const resources = (): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
};

describe('connects and aborts', () => {
  let server: TestApp;
  let transports: Transports;
  let owner: Member;
  beforeAll(async () => {
    server = await createTestApp();
    transports = await openTransports(server);
    owner = await server.signIn('owner');
  });
  afterAll(() => server.close());

  /** Connects, sends a request or part of one, and leaves at one of several moments. */
  function connectAndAbort(n: number): Promise<void> {
    return new Promise((resolve) => {
      const path = n % 3 === 0 ? '/v2/realtime/poll' : '/v2/realtime/stream';
      const request = `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${owner.signedIn.accessToken}\r\n\r\n`;
      const socket: Socket = connect(Number(new URL(transports.url).port), '127.0.0.1');
      socket.on('error', () => undefined).on('close', () => resolve());
      // Unread data would keep the socket from seeing the end.
      socket.resume();
      socket.once('connect', () => {
        socket.write(n % 7 === 0 ? request.slice(0, n % request.length) : request);
        switch (n % 5) {
          case 0: // before the server has read the request
            return socket.destroy();
          case 1: // while the stream opens
            return setImmediate(() => socket.destroy());
          case 2: // gracefully
            return socket.end();
          case 3: // with a reset
            return setImmediate(() => socket.resetAndDestroy());
          default: // at the first byte
            socket.once('data', () => socket.destroy());
            // A poll and a truncated request get no bytes to react to.
            if (n % 3 === 0 || n % 7 === 0) setImmediate(() => socket.destroy());
        }
      });
    });
  }

  it(`leaves nothing behind after ${CONNECTS} of them, some during the start of a stream`, async () => {
    // The channel lives for two minutes; it and the shared timers exist before and after.
    const first = await transports.ready(owner);
    first.close();
    await first.ended;
    const before = resources();
    for (let n = 0; n < CONNECTS; n += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => connectAndAbort(n + index)));
    }
    const metrics = async (): Promise<number> =>
      ((await owner.call('get', '/v2/realtime/metrics').expect(200)).body as { subscribers: { active_count: number } })
        .subscribers.active_count;
    /** What there is more of; this test’s own keep-alive connections come and go. */
    const left = (): readonly string[] => {
      const after = resources();
      return KINDS.filter((kind) => (after[kind] ?? 0) - (before[kind] ?? 0) > 3);
    };
    // The server learns of an end after its client.
    for (let look = 0; ((await metrics()) > 0 || left().length > 0) && look < 1_000; look += 1);
    expect(await metrics()).toBe(0);
    expect(left()).toEqual([]);
    const again = await transports.ready(owner);
    again.close();
  });
});
