import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SimulatedClock } from '@bellhop/realtime/testing';
import Fastify, { type FastifyInstance } from 'fastify';
import { QUEUE_LIMITS, queueRequests } from './request-queue.js';
import { OrgQueues } from './org-queues.js';

/** Turns of the event loop after which a test gives up. */
const MAX_TURNS = 20_000;
const LIMITS = { ...QUEUE_LIMITS, underWay: 1, waiting: 2 };

interface Sent {
  readonly method?: 'GET' | 'POST';
  readonly url?: string;
  readonly org?: string;
}

/** Route options as Nest's `RouteConfig` sets them. */
const LASTING: object = { config: { isLongLived: true } };

describe('the queue of requests', () => {
  let fastify: FastifyInstance;
  let clock: SimulatedClock;
  let writes: OrgQueues;
  /** Requests whose handler has begun, by `x-name`, with the function that lets each respond. */
  let begun: Map<string, () => void>;
  /** Resolvers of tests that wait for a handler to begin. */
  let beginnings: (() => void)[];

  beforeEach(() => {
    fastify = Fastify();
    clock = new SimulatedClock();
    begun = new Map();
    beginnings = [];
    writes = new OrgQueues(LIMITS, clock);
    queueRequests(fastify, { reads: new OrgQueues(LIMITS, clock), writes }, ({ headers }) => headers.authorization);
    // Captured, so that handlers of an earlier test do not affect this one.
    const [begunHere, beginningsHere] = [begun, beginnings];
    const handler = async ({ headers }: { readonly headers: object }): Promise<string> => {
      const { 'x-name': name = '' } = headers as { readonly 'x-name'?: string };
      await new Promise<void>((resolve) => {
        begunHere.set(name, resolve);
        beginningsHere.splice(0).forEach((tell) => tell());
      });
      return name;
    };
    fastify.route({ method: ['GET', 'POST'], url: '/', handler });
    fastify.get('/stream', LASTING, handler);
  });
  afterEach(async () => {
    begun.forEach((finish) => finish());
    await fastify.close();
  });

  const send = (name: string, { method = 'POST', url = '/', org = 'a' }: Sent = {}) => {
    const answer = fastify.inject({ method, url, headers: { authorization: org, 'x-name': name } });
    // Injected requests are sent only when their response is awaited.
    void answer.then(() => undefined);
    return answer;
  };
  const beginning = async (name: string): Promise<void> => {
    while (!begun.has(name)) await new Promise<void>((resolve) => beginnings.push(resolve));
  };
  const waiting = async (count: number): Promise<void> => {
    for (let turn = 0; writes.waiting !== count; turn += 1) {
      if (turn > MAX_TURNS) throw new Error(`${writes.waiting} wait, not ${count}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  it('serves one org’s writes in order; other orgs, reads and streams pass', async () => {
    const first = send('first');
    await beginning('first');
    const second = send('second');
    await waiting(1);
    const passing: Readonly<Record<string, Sent>> = {
      other: { org: 'b' },
      read: { method: 'GET' },
      stream: { method: 'GET', url: '/stream' },
      another: { method: 'GET', url: '/stream' },
    };
    for (const [name, request] of Object.entries(passing)) {
      void send(name, request);
      await beginning(name);
    }
    expect(begun.has('second')).toBe(false);
    begun.get('first')?.();
    await beginning('second');
    begun.get('second')?.();
    expect([(await first).body, (await second).body]).toEqual(['first', 'second']);
  });

  it('refuses with Retry-After when too many wait', async () => {
    void send('first');
    await beginning('first');
    void send('second');
    await waiting(1);
    clock.advance(1_500);
    void send('third');
    await waiting(2);
    const refused = await send('fourth');
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '2']);
    expect(refused.json()).toMatchObject({ code: 'rate_limited' });
    expect((await Promise.race([send('other', { org: 'b' }), beginning('other')])) ?? 'begun').toBe('begun');
  });

  it('refuses a request that waits too long and never runs it', async () => {
    const first = send('first');
    await beginning('first');
    const second = send('second');
    await waiting(1);
    clock.advance(LIMITS.waitMs);
    const late = await second;
    expect([late.statusCode, late.json()]).toMatchObject([503, { code: 'unavailable' }]);
    expect(Number(late.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    begun.get('first')?.();
    await first;
    expect([...begun.keys()]).toEqual(['first']);
  });

  /** Its handler does not respond, so nothing behind it on its connection has its turn. */
  const UNANSWERED = 'GET /stream HTTP/1.1\r\nhost: x\r\nauthorization: a\r\nx-name: unanswered\r\n\r\n';

  it.each([
    ['', '', []],
    // Node tells the response of such a request nothing.
    [' behind a response that was not over', UNANSWERED, ['unanswered']],
  ])('skips a request whose client has disconnected%s', async (_, before, others) => {
    await fastify.listen({ port: 0, host: '127.0.0.1' });
    void send('first');
    await beginning('first');
    const { port } = fastify.server.address() as AddressInfo;
    const client = connect(port, '127.0.0.1');
    client.write(
      `${before}POST / HTTP/1.1\r\nhost: x\r\nauthorization: a\r\nx-name: gone\r\ncontent-length: 0\r\n\r\n`,
    );
    await waiting(1);
    void send('third');
    await waiting(2);
    client.destroy();
    await once(client, 'close');
    await waiting(1);
    begun.get('first')?.();
    await beginning('third');
    expect([...begun.keys()]).toEqual(['first', ...others, 'third']);
  });

  it('frees a place when the response is ready, however late the client reads it', async () => {
    await fastify.listen({ port: 0, host: '127.0.0.1' });
    const { port } = fastify.server.address() as AddressInfo;
    const client = connect(port, '127.0.0.1').pause();
    // The second response cannot be written before the first one's, which is held back by its own queue.
    client.write(
      ['first', 'second', 'third']
        .map((name) => `POST / HTTP/1.1\r\nhost: x\r\nauthorization: a\r\nx-name: ${name}\r\ncontent-length: 0\r\n\r\n`)
        .join(''),
    );
    for (const name of ['first', 'second', 'third']) {
      await beginning(name);
      begun.get(name)?.();
    }
    await waiting(0);
    client.destroy();
  });

  it('frees the places of failed requests', async () => {
    fastify.post('/fail', () => Promise.reject(new Error('failed')));
    for (let count = 0; count < 5; count += 1) expect((await send('x', { url: '/fail' })).statusCode).toBe(500);
    expect(writes.size).toBe(0);
  });
});
