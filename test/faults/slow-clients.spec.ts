import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { CONNECTION_LIMITS, type ConnectionLimits } from '../../src/platform/http/connection-limits.js';
import { findOnPath } from '../../tools/lib/programs.mjs';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';
import { headOf } from '../support/log.js';
import { type Transports, openTransports } from '../support/realtime.js';

/** Well below the production limits, and well above what a busy machine takes to read a request that has arrived. */
const LIMITS: ConnectionLimits = {
  headersMs: 3_000,
  requestMs: 5_000,
  silenceMs: 10_000,
  keepAliveMs: 4_000,
  checkMs: 100,
};
const SLOW_CLIENTS = 50;
const DRIP_MS = 50;
/** Between two requests of a client that is served meanwhile. */
const WORK_MS = 50;
/** Output of a slow client by the time it is cut, whatever was answered before. */
const CUT = /^(?:HTTP\/1\.1 200 [^]*\{"status":"ok"\})?HTTP\/1\.1 408 [^]*"request_timeout"|^reset$/;

/** Captures what the server logs. */
class Log extends Writable {
  text = '';

  override _write(bytes: Buffer, _: string, done: () => void): void {
    this.text += bytes.toString();
    done();
  }
}

describe('slow clients', () => {
  const log = new Log();
  let server: TestApp;
  let transports: Transports;
  let owner: Member;
  /** The server's side of each connection, by the client's port. */
  const connections = new Map<number | undefined, Socket>();
  beforeAll(async () => {
    server = await createTestApp({ connections: LIMITS, logger: pino({ level: 'info', base: null }, log) });
    server.app.getHttpServer().on('connection', (socket: Socket) => void connections.set(socket.remotePort, socket));
    transports = await openTransports(server);
    owner = await server.signIn('owner');
  });
  afterAll(async () => {
    transports.closeAll();
    await server.close();
  });

  const open = (): Socket => connect(Number(new URL(transports.url).port), '127.0.0.1').on('error', () => undefined);
  const bearer = () => `Authorization: Bearer ${owner.signedIn.accessToken}\r\n`;
  /** Sends a beginning, then a little at a time for as long as the server accepts it. */
  const drip = (beginning: string, more: string): Socket => {
    const socket = open();
    socket.write(beginning);
    const timer = setInterval(() => socket.write(more), DRIP_MS);
    return socket.on('close', () => clearInterval(timer));
  };

  const KINDS: Readonly<Record<string, () => Socket>> = {
    'that say nothing': open,
    'whose headers never end': () => drip('GET /tasks HTTP/1.1\r\nHost: x\r\n', 'X-More: y\r\n'),
    'whose first line never ends': () => drip('GET /tasks', '/x'),
    'whose body never ends': () =>
      drip(
        `POST /tasks HTTP/1.1\r\nHost: x\r\n${bearer()}Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"`,
        'x',
      ),
    'whose chunks never end': () =>
      drip(
        `POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
        '1\r\nx\r\n',
      ),
    'whose second request never ends': () =>
      drip('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\nGET /health/live HTTP/1.1\r\nHost: x\r\n', 'X-More: y\r\n'),
  };

  /** A well-behaved client: some requests a second until `until` settles. @returns their statuses, or why there is none */
  async function workUntil(until: Promise<unknown>): Promise<readonly unknown[]> {
    const statuses: unknown[] = [];
    const headers = { authorization: `Bearer ${owner.signedIn.accessToken}`, 'content-type': 'application/json' };
    const task = JSON.stringify({ propertyId: firstProperty(owner), title: 'meanwhile' });
    const ask = async (path: string, init: RequestInit): Promise<unknown> => {
      const answer = await fetch(transports.url + path, { headers, ...init });
      await answer.text();
      return answer.status;
    };
    const work = async (): Promise<void> => {
      const asked = [ask('/tasks?limit=1', {}), ask('/tasks', { method: 'POST', body: task })];
      statuses.push(...(await Promise.all(asked.map((one) => one.catch((error: unknown) => error)))));
    };
    let worked = work();
    const timer = setInterval(() => {
      worked = worked.then(work);
    }, WORK_MS);
    await until.catch(() => undefined);
    clearInterval(timer);
    await worked;
    return statuses;
  }

  /** A slow client's connection as the server sees it. */
  const atServer = async (socket: Socket): Promise<Socket> => {
    if (socket.connecting) await once(socket, 'connect');
    const { localPort = 0 } = socket;
    while (!connections.has(localPort)) await once(server.app.getHttpServer(), 'connection');
    return connections.get(localPort) as Socket;
  };
  const closed = async (connection: Socket): Promise<void> => {
    if (!connection.destroyed) await once(connection, 'close');
  };
  /** Requests more than the buffers on the way hold, however large, and reads nothing. */
  const readsNothing = (): Socket => {
    const socket = open().pause();
    socket.write('GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(400));
    return socket;
  };

  /** Each waits for a limit, so they begin together; each test waits for its own. */
  const PARTS: Readonly<Record<string, () => Promise<void>>> = {
    ...Object.fromEntries(
      Object.entries(KINDS).map(([kind, make]) => [
        `${kind} get a 408 and are cut`,
        async () => {
          const clients = Array.from({ length: SLOW_CLIENTS }, make);
          const answers = await Promise.all(clients.map((socket) => text(socket).catch(() => 'reset')));
          for (const answer of answers) expect(answer).toMatch(CUT);
        },
      ]),
    ),
    'that request much and read nothing are cut': async () => {
      const clients = Array.from({ length: 5 }, readsNothing);
      await Promise.all(clients.map(async (client) => closed(await atServer(client))));
      for (const client of clients) client.destroy();
    },
    'that keep an idle connection are disconnected': async () => {
      const socket = open();
      socket.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
      expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 /);
    },
    'are not streams, which outlive every limit': async () => {
      const stream = await transports.ready(owner);
      const quiet = readsNothing();
      // Cut by the longest limit, which began after the stream’s last byte.
      await closed(await atServer(quiet));
      quiet.destroy();
      await owner.call('post', '/tasks', { propertyId: firstProperty(owner), title: 'still there' }).expect(201);
      expect((await stream.find(({ data }) => data.includes('still there'))).event).toBe('tasks');
    },
    'are not waiting polls': async () => {
      // Of an organisation in which nothing happens; longer than the limits on headers and bodies.
      const other = await server.signIn('owner', 'borealis');
      const answer = await transports.poll(other, `?timeoutMs=6000&cursor=${await headOf(other)}`);
      expect(answer.events).toEqual([]);
      const longestPollMs = 25_000;
      expect(CONNECTION_LIMITS.silenceMs).toBeGreaterThan(2 * longestPollMs);
    },
  };
  const outcomes = new Map<string, Promise<unknown>>();
  let statuses: Promise<readonly unknown[]>;
  beforeAll(() => {
    for (const [name, part] of Object.entries(PARTS)) {
      outcomes.set(
        name,
        part().catch((error: unknown) => error),
      );
    }
    statuses = workUntil(Promise.all(outcomes.values()));
  });

  it.each(Object.keys(PARTS))('%s', async (name) => expect(await outcomes.get(name)).toBeUndefined());

  it('keep nobody else from being served', async () => {
    expect((await statuses).length).toBeGreaterThan(0);
    expect(new Set(await statuses)).toEqual(new Set([200, 201]));
  });

  it('that leave in the middle of a body cause no server error', async () => {
    const before = log.text.length;
    const socket = open();
    const gone = once(server.app.getHttpServer(), 'connection').then(([connection]) =>
      once(connection as Socket, 'close'),
    );
    socket.write(
      'POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"email":',
    );
    await once(socket, 'connect');
    // Answered after it on the same thread, so the body’s start has been read by then.
    await owner.call('get', '/tasks?limit=1').expect(200);
    socket.destroy();
    await gone;
    await owner.call('get', '/tasks?limit=1').expect(200);
    expect(log.text.slice(before)).toContain('"route":"/tasks"');
    expect(log.text.slice(before)).not.toContain('request failed');
  });

  const slowhttptest = findOnPath(['slowhttptest']);
  (slowhttptest === undefined ? describe.skip : describe)('as slowhttptest makes them', () => {
    it.each([
      ['slow headers', ['-H']],
      ['slow bodies', ['-B', '-s', '8192', '-f', 'application/json']],
      ['slow reads', ['-X', '-k', '10', '-w', '64', '-y', '128', '-n', '1', '-z', '8']],
    ])('%s', async (_, mode) => {
      const path = mode[0] === '-B' ? '/auth/login' : '/openapi.json';
      const args = [
        ...mode,
        '-c',
        '200',
        '-r',
        '200',
        '-i',
        '1',
        '-l',
        '4',
        '-p',
        '2',
        '-u',
        `${transports.url}${path}`,
      ];
      const tool = spawn(slowhttptest ?? '', args, { stdio: ['ignore', 'pipe', 'inherit'] });
      const [statuses, output] = await Promise.all([workUntil(once(tool, 'close')), text(tool.stdout)]);
      // Its own probe, and the concurrent requests.
      expect(output).not.toMatch(/service available:\s*NO/);
      expect(statuses.length).toBeGreaterThan(0);
      expect(new Set(statuses)).toEqual(new Set([200, 201]));
    });
  });
});
