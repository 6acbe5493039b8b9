import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { constants, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Ticket } from '@bellhop/protocol';
import { persistentListener, MetricsReport } from '@bellhop/realtime';
import { ChannelRegistry, SimulatedClock } from '@bellhop/realtime/testing';
import fc from 'fast-check';
import { createTestApp, type Member, type TestApp } from '../support/app.js';
import { until } from '../support/polling.js';
import { type Transports, openTransports } from '../support/realtime.js';

const SEED = 20_261_121;
const RUNS = 30;
const STREAMS_PER_USER = 1;
/** Longer than an access token is valid. */
const TOKEN_LIFE_MS = 11 * 60_000;
/** Longest real time until everything is released, in milliseconds. */
const PATIENCE_MS = 20_000;
const BEARER_LESS = 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n';

type Step = 'asked' | 'head' | 'told' | 'ended';

/** The behaviour of one client. */
interface Script {
  /** Requests before the stream’s, in the same segment. */
  readonly before: number;
  readonly ticket: boolean;
  readonly version: '1.0' | '1.1';
  readonly gzip: boolean;
  /** What follows in the same segment. */
  readonly behind: readonly ('stream' | 'health' | 'poll' | 'garbage' | 'half')[];
  /** When and how it leaves. */
  readonly step: Step;
  readonly leave: 'reset' | 'half-close' | 'close';
}

/** What happens to their session once all have asked or have been answered. */
interface Fate {
  readonly what: 'nothing' | 'revoked' | 'expired';
  readonly early: boolean;
}

const script: fc.Arbitrary<Script> = fc.record({
  before: fc.nat(1),
  ticket: fc.boolean(),
  version: fc.constantFrom('1.1', '1.1', '1.0'),
  gzip: fc.boolean(),
  behind: fc.array(fc.constantFrom('stream', 'stream', 'stream', 'health', 'poll', 'poll', 'garbage', 'half'), {
    maxLength: 4,
  }),
  step: fc.constantFrom<Step[]>('asked', 'head', 'told', 'ended', 'ended'),
  leave: fc.constantFrom('reset', 'half-close', 'close'),
});
const fate: fc.Arbitrary<Fate> = fc.record({
  what: fc.constantFrom('nothing', 'revoked', 'expired'),
  early: fc.boolean(),
});
/** Stays to the end and asks for nothing else. */
const PATIENT: Script = {
  before: 0,
  ticket: true,
  version: '1.1',
  gzip: true,
  behind: [],
  step: 'ended',
  leave: 'half-close',
};
/** One is admitted and stays until its session ends, so every other is refused, whatever their order. */
const CROWD: [Script[], Fate] = [
  Array.from({ length: STREAMS_PER_USER + 11 }, () => PATIENT),
  { what: 'revoked', early: false },
];
const scripts = fc.array(script, { minLength: 1, maxLength: 5 });

/** A client that sees the raw bytes of its connection. */
class RawClient {
  readonly socket: Socket;
  readonly closed: Promise<unknown>;
  #bytes = Buffer.alloc(0);
  #waiting: (() => void)[] = [];
  #isOver = false;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    this.socket.on('error', () => undefined);
    this.socket.on('data', (more: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, more]);
      this.#wake();
    });
    this.closed = new Promise((resolve) => this.socket.on('close', resolve));
    for (const event of ['end', 'close']) {
      this.socket.on(event, () => {
        this.#isOver = true;
        this.#wake();
      });
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  get raw(): string {
    return this.#bytes.toString('latin1');
  }

  /** Head and body of the stream, if there is one. */
  get stream(): { readonly head: string; readonly body: Buffer } | undefined {
    const type = this.raw.indexOf('content-type: text/event-stream');
    if (type === -1) return undefined;
    const begin = this.raw.lastIndexOf('HTTP/1.', type);
    const end = this.raw.indexOf('\r\n\r\n', type);
    return end === -1 ? undefined : { head: this.raw.slice(begin, end), body: this.#bytes.subarray(end + 4) };
  }

  /** Decoded text of the stream; with `whole`, only if its body is complete: the last chunk, and gzip’s trailer. */
  text(whole = false): string {
    if (!this.stream) return '';
    const { head, body } = this.stream;
    const content = head.includes('transfer-encoding: chunked') ? dechunk(body, whole) : body;
    if (!head.includes('content-encoding: gzip')) return content.toString();
    if (content.length === 0) return '';
    return gunzipSync(content, whole ? {} : { finishFlush: constants.Z_SYNC_FLUSH }).toString();
  }

  async until(holds: () => boolean): Promise<void> {
    while (!this.#isOver && !holds()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  get isOver(): boolean {
    return this.#isOver;
  }
}

/** Removes the chunked framing. @throws Error when `whole` and there is no last chunk, or more after it */
function dechunk(bytes: Buffer, whole: boolean): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const line = bytes.indexOf('\r\n', at);
    const size = line === -1 ? NaN : parseInt(bytes.toString('latin1', at, line), 16);
    if (size === 0) {
      if (bytes.length !== line + 4) throw new Error('something follows the last chunk');
      return Buffer.concat(parts);
    }
    if (Number.isNaN(size) || line + 2 + size > bytes.length) break;
    parts.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 4 + size;
  }
  if (whole) throw new Error('there is no last chunk');
  return Buffer.concat(parts);
}

describe('clients that reset, half-close and pipeline at every step of a stream', () => {
  const clock = new SimulatedClock(Date.now());
  let server: TestApp;
  let transports: Transports;
  let shared: Member;
  const open = new Set<Socket>();
  beforeAll(async () => {
    server = await createTestApp({ clock, settings: { maxStreamsPerUser: STREAMS_PER_USER } });
    transports = await openTransports(server);
    server.app.getHttpServer().on('connection', (socket: Socket) => {
      open.add(socket);
      socket.on(
        'close',
        persistentListener(() => void open.delete(socket)),
      );
    });
    shared = await server.signIn('owner');
  });
  afterAll(() => server.close());

  /** What the server holds for subscribers. */
  const held = (): object => {
    const { streams, pollsWaiting } = server.app.get(MetricsReport, { strict: false }).read();
    const registry = server.app.get(ChannelRegistry, { strict: false });
    const sessionRegistries = [...registry.orgs()].map(({ channel }) => channel.sessions);
    const registrations = sessionRegistries.map((sessions) => sessions.count('stream') + sessions.count('poll'));
    return {
      streams,
      pollsWaiting,
      handles: registry.subscribers,
      registrations: registrations.reduce((sum, count) => sum + count, 0),
    };
  };
  const NOTHING = { streams: 0, pollsWaiting: 0, handles: 0, registrations: 0 };
  /** Waits until `holds`. No time passes on the server’s clock, except for sessions that are to expire. */
  async function settled(what: string, holds: () => boolean, stepMs = 0): Promise<void> {
    if (holds()) return;
    const patience = performance.now() + PATIENCE_MS;
    await until(holds, () => {
      if (performance.now() > patience) throw new Error(`${what}: ${JSON.stringify({ ...held(), open: open.size })}`);
      if (stepMs > 0) clock.advance(stepMs);
    });
  }

  async function requestOf(member: Member, { before, ticket, version, gzip, behind }: Script): Promise<string> {
    const bearer = `Authorization: Bearer ${member.signedIn.accessToken}\r\n`;
    const tail = `${gzip ? 'Accept-Encoding: gzip\r\n' : ''}\r\n`;
    const ask = async (): Promise<string> => {
      if (!ticket) return `GET /v2/realtime/stream HTTP/${version}\r\nHost: x\r\n${bearer}${tail}`;
      const { body } = await member.call('post', '/v2/realtime/tickets').expect(201);
      return `GET /v2/realtime/stream?ticket=${(body as Ticket).ticket} HTTP/${version}\r\nHost: x\r\n${tail}`;
    };
    let text = BEARER_LESS.repeat(before) + (await ask());
    for (const what of behind) {
      if (what === 'stream') text += await ask();
      else if (what === 'health') text += BEARER_LESS;
      else if (what === 'poll') text += `GET /v2/realtime/poll HTTP/1.1\r\nHost: x\r\n${bearer}\r\n`;
      else if (what === 'garbage') text += '\0\0garbage\r\n\r\n';
      else text += 'GET /v2/realtime/stream HTTP/1.1\r\nHost';
    }
    return text;
  }

  /** Admitted, or refused in any way. */
  const isAnswered = (client: RawClient): boolean =>
    /event: (?:ready|bye)\n/.test(client.text()) || /HTTP\/1\.1 [45]/.test(client.raw);
  const isBye = (client: RawClient): boolean => client.text().includes('event: bye\n');

  /** Plays a client to its end. @returns what it saw */
  async function play(client: RawClient, { step, leave }: Script, isFatal: boolean): Promise<RawClient> {
    if (step === 'head') await client.until(() => /HTTP\/1\.1 /.test(client.raw));
    if (step === 'told') await client.until(() => isAnswered(client));
    // Where nothing ends the stream, or there is none, the client leaves by itself.
    if (step === 'ended') await client.until(() => isAnswered(client) && !isBye(client) && !(isFatal && client.stream));
    if (leave === 'reset') client.socket.resetAndDestroy();
    else if (leave === 'close') client.socket.destroy();
    else {
      client.socket.end();
      // The server must close its side: a half-open connection would be a leak.
      await client.until(() => false);
      client.socket.destroy();
    }
    await client.closed;
    return client;
  }

  /** Connects a client for each script, sends all requests at once, and plays them. */
  async function begin(all: readonly Script[], memberOf: (index: number) => Member, isFatal: boolean) {
    const requests = await Promise.all(all.map((one, index) => requestOf(memberOf(index), one)));
    const clients = all.map(() => new RawClient(Number(new URL(transports.url).port)));
    await Promise.all(clients.map(({ socket }) => once(socket, 'connect')));
    const played = clients.map((client, index) => {
      client.socket.write(requests[index] ?? '', 'latin1');
      return play(client, all[index] as Script, isFatal);
    });
    return { clients, played };
  }

  function check(client: RawClient, { step }: Script): void {
    const { stream } = client;
    if (!stream) return;
    expect(stream.head).toMatch(/^connection: close$/im);
    // No pipelined request is answered inside its body.
    expect(stream.body.toString('latin1')).not.toContain('HTTP/1.');
    if (step === 'ended' && isBye(client) && client.isOver) expect(client.text(true)).toMatch(/event: bye\n.*\n\n$/);
  }

  it(`leave nothing behind and cause no unhandled error, ${RUNS} times; the server goes on`, async () => {
    let refused = 0;
    let whole = 0;
    await fc.assert(
      fc.asyncProperty(scripts, fate, async (all, { what, early }) => {
        const member = what === 'nothing' ? shared : await server.signIn('owner');
        const { clients, played } = await begin(all, () => member, what !== 'nothing');
        if (!early) await Promise.all(clients.map((client) => client.until(() => isAnswered(client))));
        if (what === 'revoked') await member.call('post', '/auth/logout').expect(204);
        let isOver = false;
        const over = Promise.all(played).finally(() => (isOver = true));
        if (what === 'expired') clock.advance(TOKEN_LIFE_MS);
        await settled('clients wait', () => isOver, what === 'expired' ? 500 : 0);
        await settled('connections stay', () => open.size === 0);
        for (const [index, client] of (await over).entries()) {
          check(client, all[index] as Script);
          if (client.text().includes('too-many')) refused += 1;
          if (isBye(client) && all[index]?.step === 'ended') whole += 1;
        }
        await settled('readers stay', () => JSON.stringify(held()) === JSON.stringify(NOTHING));
        if (what === 'expired') shared = await server.signIn('owner');
      }),
      { numRuns: RUNS, seed: SEED, examples: [CROWD] },
    );
    // The crowd alone guarantees these; for the others it depends on who is first.
    expect(refused).toBeGreaterThan(10);
    expect(whole).toBeGreaterThan(10);
    expect((await server.call('get', '/health/live')).status).toBe(200);
  });

  it('leave nothing behind while the server stops, and it ends', async () => {
    const members = [await server.signIn('owner'), await server.signIn('manager'), await server.signIn('staff')];
    const [first = [], others = []] = [members.length, 30].map((numRuns) => fc.sample(script, { numRuns, seed: SEED }));
    const staying = first.map((one) => ({ ...one, before: 0, behind: [], step: 'ended' as const }));
    const served = await begin(staying, (index) => members[index] as Member, true);
    await Promise.all(served.clients.map((client) => client.until(() => isAnswered(client))));
    const late = await begin(others, (index) => members[index % members.length] as Member, true);
    let isOver = false;
    const closed = Promise.all([server.app.close(), ...served.played, ...late.played]).finally(() => (isOver = true));
    await settled('the server stays', () => isOver && open.size === 0, 20);
    await closed;
    late.clients.forEach((client, index) => check(client, others[index] as Script));
    served.clients.forEach((client, index) => check(client, staying[index] as Script));
    for (const client of served.clients) expect(client.text()).toContain('"shutdown"');
    expect(held()).toEqual(NOTHING);
  });
});
