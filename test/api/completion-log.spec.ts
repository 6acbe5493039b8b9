import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CompletedSubscription } from '@bellhop/realtime';
import { pino } from 'pino';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';
import { headOf } from '../support/log.js';
import { type Transports, openTransports } from '../support/realtime.js';

type Entry = CompletedSubscription & { readonly msg: string; readonly level: number };

/** Collects log lines, parsed, and waits for them. */
class LogLines extends Writable {
  readonly entries: Entry[] = [];
  text = '';
  #wake = (): void => undefined;

  override _write(bytes: Buffer, _: string, done: () => void): void {
    this.text += bytes.toString();
    for (const line of bytes.toString().trim().split('\n')) this.entries.push(JSON.parse(line) as Entry);
    this.#wake();
    done();
  }

  get completed(): Entry[] {
    return this.entries.filter(({ msg }) => msg === 'subscription ended');
  }

  async untilCompleted(count: number): Promise<Entry[]> {
    while (this.completed.length < count) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.completed;
  }
}

const INFO = 30;
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140';

describe('the completion log', () => {
  let lines: LogLines;
  let server: TestApp;
  let transports: Transports;
  let owner: Member;
  let staff: Member;
  beforeEach(async () => {
    lines = new LogLines();
    server = await createTestApp({ logger: pino({ level: 'info', base: null }, lines) });
    transports = await openTransports(server);
    owner = await server.signIn('owner');
    staff = await server.signIn('staff');
  });
  afterEach(async () => {
    transports.closeAll();
    await server.close();
  });

  const who = ({ signedIn: { user } }: Member) => ({ orgId: user.orgId, userId: user.userId });
  const createTask = (title: string) =>
    owner.call('post', '/tasks', { propertyId: firstProperty(owner), title }).expect(201);

  it('has one line per stream, written when the client has gone', async () => {
    const query = `?domains=tasks&propertyId=${firstProperty(owner)}`;
    const headers = { origin: 'https://pages.example', 'user-agent': AGENT };
    const stream = await transports.ready(owner, query, headers);
    await createTask('one');
    await createTask('two');
    await stream.find(({ data }) => data.includes('"two"'));
    expect(lines.completed).toEqual([]);
    stream.close();

    const [entry, ...others] = await lines.untilCompleted(1);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      level: INFO,
      transport: 'stream',
      ended: 'client',
      ...who(owner),
      propertyId: firstProperty(owner),
      domains: ['tasks'],
      events: 2,
      durationMs: expect.any(Number),
      origin: 'https://pages.example',
      userAgent: AGENT.slice(0, 50),
      requestId: expect.any(String),
    });
    expect(entry).not.toHaveProperty('error');
  });

  it('has one line for every stream that a shutdown ends', async () => {
    await transports.ready(owner);
    await transports.ready(staff);
    await server.app.close();
    const entries = await lines.untilCompleted(2);
    expect(entries.map(({ ended, userId }) => ({ ended, userId }))).toEqual(
      expect.arrayContaining([owner, staff].map((member) => ({ ended: 'shutdown', userId: who(member).userId }))),
    );
  });

  it('has one line per poll: answered, timed out, or abandoned by the client', async () => {
    const cursor = await headOf(owner);
    await createTask('one');
    await owner.call('get', `/tasks/realtime/subscribe?cursor=${cursor}`).expect(200);
    const [answered] = await lines.untilCompleted(1);
    expect(answered).toMatchObject({
      transport: 'poll',
      ended: 'answered',
      ...who(owner),
      propertyId: null,
      domains: ['tasks'],
      events: 1,
    });

    await staff.call('get', `/v2/realtime/poll?cursor=${await headOf(staff)}&timeoutMs=1000`).expect(200);
    const [, timedOut] = await lines.untilCompleted(2);
    expect(timedOut).toMatchObject({ ended: 'timeout', events: 0, domains: expect.not.arrayContaining(['finance']) });
    expect(timedOut?.durationMs).toBeGreaterThanOrEqual(1_000);

    const gone = new AbortController();
    const url = `${transports.url}/v2/realtime/poll?cursor=${await headOf(owner)}`;
    const headers = { authorization: `Bearer ${owner.signedIn.accessToken}` };
    const left = fetch(url, { headers, signal: gone.signal }).catch(() => 'left');
    // The poll waits once the server counts a subscriber.
    for (let active = 0; active === 0;) {
      active = (await owner.call('get', '/v2/realtime/metrics').expect(200)).body.subscribers.active_count as number;
    }
    gone.abort();
    expect(await left).toBe('left');
    const [, , abandoned] = await lines.untilCompleted(3);
    expect(abandoned).toMatchObject({ ended: 'client', events: 0 });
  });

  it('has one line per refused subscription, with its code', async () => {
    await staff.call('get', '/finance/realtime/subscribe').expect(403);
    await staff.call('get', '/v2/realtime/stream?domains=nowhere').expect(400);
    await owner.call('get', `/v2/realtime/stream?propertyId=${randomUUID()}`).expect(404);
    const entries = await lines.untilCompleted(3);
    expect(entries.map(({ transport, ended, error, orgId }) => [transport, ended, error, orgId])).toEqual([
      ['poll', 'error', 'forbidden', null],
      ['stream', 'error', 'validation_failed', null],
      ['stream', 'error', 'not_found', null],
    ]);
  });

  it('holds no payload, token, cursor or query string, and no header can forge a line', async () => {
    const secret = 'what only the org may know';
    const cursor = await headOf(owner);
    const { body: ticket } = await owner.call('post', '/v2/realtime/tickets').expect(201);
    await createTask(secret);
    const url = `/v2/realtime/stream?ticket=${ticket.ticket as string}&cursor=${cursor}`;
    const stream = await transports.ready(owner, url.slice('/v2/realtime/stream'.length), {
      'user-agent': 'a\tb\u0085c',
    });
    await stream.find(({ data }) => data.includes(secret));
    stream.close();
    const [entry] = await lines.untilCompleted(1);
    expect(entry?.userAgent).toBe('abc');
    for (const never of [secret, cursor, ticket.ticket as string, owner.signedIn.accessToken, 'ticket=']) {
      expect(lines.text).not.toContain(never);
    }
  });

  it('has no line for a HEAD request', async () => {
    await owner.call('head', '/v2/realtime/stream').expect(200);
    await staff.call('get', '/finance/realtime/subscribe').expect(403);
    expect((await lines.untilCompleted(1)).map(({ ended }) => ended)).toEqual(['error']);
  });
});
