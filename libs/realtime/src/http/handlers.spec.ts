import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Bye, formatCursor, type PollResponse, type Ready } from '@bellhop/protocol';
import type { Viewer } from '../application/viewer.js';
import { type ChannelHandle, ChannelRegistry } from '../channels/channel-registry.js';
import { History } from '../channels/history.js';
import { Registration } from '../channels/registration.js';
import type { ViewFilter } from '../channels/view.js';
import { defineDomain } from '../events/domain-definition.js';
import type { UnloggedRecord } from '../log/event-log.js';
import { MemoryEventLog } from '../log/memory.event-log.js';
import { RealtimeMetrics } from '../metrics/realtime-metrics.js';
import { unlogged } from '../testing/records.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import { TimerWheel } from '../time/timer-wheel.js';
import { FanOutWriter } from '../wire/fan-out-writer.js';
import { LongPollHandler } from './long-poll-handler.js';
import { StreamSocket } from './stream-socket.js';
import { SseHandler } from './sse-handler.js';

const tasks = defineDomain('tasks', { TaskCreated: {} });
const finance = defineDomain('finance', { RevenueCreated: {} }, { roles: ['owner'] });
const domains = [tasks, finance];

/** Cursor of event `seq`. Marks equal seqs. */
const at = (seq: number): string => formatCursor({ epoch: 'e', seq, mark: seq });

/** A socket whose peer reads when the test says so. */
class FakeSocket extends EventEmitter {
  text = '';
  writes = 0;
  full = false;
  destroyed = false;
  ended = false;
  writableLength = 0;
  writableNeedDrain = false;

  resume(): this {
    return this;
  }

  drain(): void {
    this.full = false;
    this.writableNeedDrain = false;
    this.emit('drain');
  }

  write(bytes: Buffer): boolean {
    this.text += bytes.toString();
    this.writes += 1;
    if (this.full) this.writableNeedDrain = true;
    return !this.full;
  }

  destroy(): this {
    this.destroyed = true;
    this.emit('close');
    return this;
  }

  end(): this {
    this.ended = true;
    return this;
  }

  /** The frames so far, as field maps. */
  frames(): Record<string, string>[] {
    return this.text
      .split('\n\n')
      .filter((frame) => frame !== '')
      .map(
        (frame) =>
          Object.fromEntries(frame.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2))) as Record<
            string,
            string
          >,
      );
  }
}

/** A subscriber's request. */
interface Asking {
  readonly viewer: Viewer;
  readonly filter: ViewFilter;
}

class HandlerFixture {
  random = (): number => 0;
  readonly clock = new SimulatedClock();
  #marks = 0;
  readonly log = new MemoryEventLog(
    () => 'e',
    () => (this.#marks += 1),
  );
  readonly wheel = new TimerWheel(this.clock);
  readonly metrics = new RealtimeMetrics(this.clock);
  readonly writer = new FanOutWriter();
  readonly streams = new SseHandler({
    clock: this.clock,
    wheel: this.wheel,
    heartbeatMs: 15_000,
    retryMs: 2_000,
    random: () => this.random(),
    metrics: this.metrics,
    writer: this.writer,
  });
  readonly polls = new LongPollHandler(this.wheel, 3, this.metrics);
  readonly registry = new ChannelRegistry(
    {
      log: this.log,
      history: new History(this.log, this.clock),
      definitions: new Map(domains.map((domain) => [domain.name, domain])),
      clock: this.clock,
      writer: this.writer,
      onError: () => undefined,
    },
    { headCheckMs: 2_000, channelIdleMs: 120_000 },
  );
  #made = 0;
  #sessions = 0;

  /** A subscriber with its own session. */
  subscriber(filter: ViewFilter = {}, role = 'owner', propertyIds: ReadonlySet<string> | 'all' = 'all'): Asking {
    const sessionId = `s${(this.#sessions += 1)}`;
    return { viewer: { orgId: 'org', userId: 'u', sessionId, role, propertyIds }, filter };
  }

  #registration({ viewer, filter }: Asking, kind: 'stream' | 'poll', handle: ChannelHandle): Registration {
    const registration = handle.channel.sessions.register(viewer, kind, filter, {
      perUser: Infinity,
      perOrg: Infinity,
    });
    if (!(registration instanceof Registration)) throw new Error(registration);
    return registration;
  }

  async commit(count = 1, propertyId: string | null = 'p1', domain = 'tasks', payload: object = {}): Promise<void> {
    const more = { domain, ...(propertyId !== null && { propertyId }), payloadJson: JSON.stringify(payload) };
    const made = (): UnloggedRecord =>
      unlogged('org', {
        eventId: `id${(this.#made += 1)}`,
        eventType: 'Happened',
        timestamp: this.clock.now(),
        ...more,
      });
    const records = await this.log.commit(Array.from({ length: count }, made));
    for (const record of records) this.registry.accept(record);
    await settle();
    this.clock.turn();
    await settle();
  }

  /** Changes the rights of every session's user, as an event of the log does. */
  grant(version: number, propertyIds: ReadonlySet<string>, role = 'owner'): void {
    const [org] = [...this.registry.orgs()];
    org?.channel.sessions.apply({ kind: 'rights', userId: 'u', version, role, propertyIds });
  }

  async stream(cursor?: string, subscriber = this.subscriber(), socket = new FakeSocket()): Promise<FakeSocket> {
    const handle = this.registry.acquire('org');
    const registration = this.#registration(subscriber, 'stream', handle);
    const start = await handle.channel.resolve(cursor, registration.view);
    this.streams.open((text) => this.begin(socket, text), handle, registration, start);
    await settle();
    return socket;
  }

  /** A connection whose response begins with `text`. */
  begin(socket: FakeSocket, text: string): StreamSocket {
    socket.write(Buffer.from(text));
    return new StreamSocket(socket as never, 'identity-raw', this.wheel);
  }

  poll(
    cursor: string,
    subscriber = this.subscriber(),
    signal = new AbortController().signal,
  ): { answer?: PollResponse; done: Promise<void> } {
    const handle = this.registry.acquire('org');
    const registration = this.#registration(subscriber, 'poll', handle);
    const poll: { answer?: PollResponse; done: Promise<void> } = { done: Promise.resolve() };
    poll.done = this.polls.answer(handle, { registration, cursor, timeoutMs: 25_000, signal }).then((result) => {
      registration.release();
      handle.release();
      if (result) poll.answer = JSON.parse(result.body.map(({ text }) => text).join('')) as PollResponse;
    });
    return poll;
  }
}

const settle = async (): Promise<void> => {
  for (let i = 0; i < 3; i += 1) await new Promise<void>((resolve) => setImmediate(resolve));
};

let fixture: HandlerFixture;
beforeEach(async () => {
  fixture = new HandlerFixture();
  await fixture.log.open();
});

describe('the SSE handler', () => {
  it('begins with retry and ready, which carries the cursor', async () => {
    await fixture.commit(3);
    const [retry, ready] = (await fixture.stream(at(2))).frames();
    expect(retry).toEqual({ retry: '2000' });
    expect(ready).toMatchObject({ id: at(2), event: 'ready' });
    expect(JSON.parse(ready?.['data'] ?? '')).toMatchObject({ cursor: at(2), head: at(3), heartbeatMs: 15_000 });
  });

  it('lists in ready the domains of the view: those asked for that the role may read', async () => {
    const named = async (filter: ViewFilter, role: string): Promise<unknown> => {
      const [, ready] = (await fixture.stream(undefined, fixture.subscriber(filter, role))).frames();
      return (JSON.parse(ready?.['data'] ?? '') as Ready).domains;
    };
    expect(await named({}, 'owner')).toEqual(['tasks', 'finance']);
    expect(await named({}, 'staff')).toEqual(['tasks']);
    expect(await named({ domains: new Set(['finance']) }, 'owner')).toEqual(['finance']);
  });

  it('replays missed events, then continues live, each event once', async () => {
    await fixture.commit(2);
    const socket = await fixture.stream(at(1));
    await fixture.commit(2);
    expect(
      socket
        .frames()
        .slice(2)
        .map(({ id, event }) => [id, event]),
    ).toEqual([
      [at(2), 'tasks'],
      [at(3), 'tasks'],
      [at(4), 'tasks'],
    ]);
  });

  it('does not move the cursor past a gap before the gap is sent', async () => {
    await fixture.commit(2);
    const [, ready, gap] = (await fixture.stream('other.1')).frames();
    expect(ready).not.toHaveProperty('id');
    expect(gap).toMatchObject({ id: at(2), event: 'gap' });
    expect(JSON.parse(gap?.['data'] ?? '')).toEqual({ reason: 'epoch', cursor: at(2), domains: ['tasks', 'finance'] });
  });

  it('moves the cursor of a quiet, filtered stream with its heartbeats', async () => {
    const socket = await fixture.stream(at(0), fixture.subscriber({ domains: new Set(['finance']) }));
    await fixture.commit(5);
    fixture.clock.advance(15_400);
    const beat = socket.frames().at(-1);
    expect(beat).toMatchObject({ event: 'heartbeat', id: at(5) });
  });

  it('stops writing to a full socket, and delivers everything once it drains', async () => {
    const socket = await fixture.stream(at(0));
    socket.full = true;
    await fixture.commit(1);
    const { writes } = socket;
    await fixture.commit(30);
    await fixture.commit(300);
    expect(socket.writes).toBe(writes);
    socket.drain();
    await settle();
    const ids = socket
      .frames()
      .slice(2)
      .map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: 331 }, (_, index) => at(index + 1)));
  });

  it('keeps only the newest rights for a full socket, skips heartbeats, and sends the rights before the events they grant', async () => {
    const socket = await fixture.stream(at(0));
    socket.full = true;
    await fixture.commit(1);
    const { writes } = socket;
    for (let version = 1; version <= 1_000; version += 1) fixture.grant(version, new Set([`p${version}`]));
    fixture.clock.advance(60_000);
    await fixture.commit(1, 'p1000');
    expect(socket.writes).toBe(writes);
    const before = socket.frames().length;
    socket.drain();
    await settle();
    const [access, event, ...more] = socket.frames().slice(before);
    expect([access?.['event'], JSON.parse(access?.['data'] ?? '')]).toEqual([
      'access',
      { domains: ['tasks', 'finance'], propertyIds: ['p1000'] },
    ]);
    expect([event?.['id'], more]).toEqual([at(2), []]);
  });

  it('sends nothing ahead of events still due to a socket that a control frame has filled', async () => {
    const socket = await fixture.stream(at(0));
    socket.full = true;
    fixture.grant(1, new Set(['p1']));
    const { writes } = socket;
    fixture.grant(2, new Set(['p1', 'p2']));
    await fixture.commit(1, 'p2');
    expect(socket.writes).toBe(writes);
    const before = socket.frames().length;
    socket.drain();
    await settle();
    expect(
      socket
        .frames()
        .slice(before)
        .map(({ event }) => event),
    ).toEqual(['access', 'tasks']);
  });

  it('holds a gap back for a full socket, sends only the newest, and no events before it', async () => {
    const socket = await fixture.stream(at(0));
    await fixture.commit(3);
    socket.full = true;
    fixture.grant(1, new Set(['p1']));
    const { writes } = socket;
    // The log is restored twice: each head check finds another history.
    fixture.registry.start();
    for (const epoch of ['f', 'g']) {
      fixture.log.bounds = () => Promise.resolve({ epoch, head: 1, mark: 1, floor: 0 });
      fixture.log.heads = () => Promise.resolve({ epoch, heads: new Map([['org', { seq: 1, mark: 1 }]]) });
      fixture.clock.advance(2_400);
      await settle();
    }
    fixture.clock.advance(60_000);
    expect(socket.writes).toBe(writes);
    const before = socket.frames().length;
    socket.drain();
    await settle();
    const told = socket.frames().slice(before);
    expect(told.map(({ id, event }) => [id, event])).toEqual([['g.1.1', 'gap']]);
  });

  it.each([
    ['its response cannot be started', false],
    ['a write after its first frames fails', true],
  ])('releases everything where %s', async (_, isBegun) => {
    const handle = fixture.registry.acquire('org');
    const registration = handle.channel.sessions.register(
      fixture.subscriber().viewer,
      'stream',
      {},
      { perUser: 9, perOrg: 9 },
    ) as Registration;
    const start = await handle.channel.resolve(undefined, registration.view);
    const socket = new FakeSocket();
    const broken = (): never => {
      throw new Error('broken');
    };
    const begin = (text: string): StreamSocket => {
      if (!isBegun) broken();
      const connection = fixture.begin(socket, text);
      socket.write = broken;
      return connection;
    };
    // Called back as soon as it listens.
    registration.end('revoked');
    const ended: string[] = [];
    expect(() => fixture.streams.open(begin, handle, registration, start, (how) => ended.push(how))).toThrow('broken');
    expect([socket.destroyed, ended]).toEqual([isBegun, []]);
    expect([
      fixture.registry.subscribers,
      fixture.streams.size,
      fixture.metrics.subscribers,
      fixture.wheel.size,
    ]).toEqual([0, 0, 0, 0]);
    expect(handle.channel.sessions.count('stream')).toBe(0);
  });

  it('waits for a socket that its first frames have filled', async () => {
    await fixture.commit(2);
    const socket = new FakeSocket();
    socket.full = true;
    await fixture.stream(at(0), fixture.subscriber(), socket);
    expect([socket.frames().length, fixture.streams.size]).toEqual([2, 1]);
    socket.drain();
    await settle();
    expect(
      socket
        .frames()
        .slice(2)
        .map(({ id }) => id),
    ).toEqual([at(1), at(2)]);
  });

  it('sends a stream that was behind only the newest ephemeral event per key, without an id', async () => {
    const socket = await fixture.stream(at(0));
    const signal = (key: string, value: number): void =>
      fixture.registry.acceptEphemeral(
        { eventId: `s${value}`, eventType: 'Typing', domain: 'tasks', timestamp: 1, orgId: 'org', payload: value },
        key,
      );
    signal('a', 1);
    fixture.clock.turn();
    socket.full = true;
    await fixture.commit(1);
    for (const value of [2, 3]) signal('a', value);
    signal('b', 4);
    fixture.clock.turn();
    socket.drain();
    await settle();
    const frames = socket.frames().slice(2);
    expect(frames.map(({ id, data }) => [id, (JSON.parse(data ?? '') as { payload: unknown }).payload])).toEqual([
      [undefined, 1],
      [at(1), {}],
      [undefined, 3],
      [undefined, 4],
    ]);
  });

  it('leaves no timer, subscription or subscriber behind when the client disconnects', async () => {
    const socket = await fixture.stream(at(0));
    expect(fixture.registry.subscribers).toBe(1);
    socket.emit('close');
    socket.emit('error', new Error('reset'));
    expect([fixture.registry.subscribers, fixture.wheel.size, fixture.streams.size]).toEqual([0, 0, 0]);
    expect(fixture.clock.pendingTimers).toBe(0);
  });

  it('says bye on shutdown, also to a stream that opens late', async () => {
    const socket = await fixture.stream(at(0));
    fixture.random = () => 0.5;
    fixture.streams.drain();
    const late = await fixture.stream(at(0));
    for (const { ended, frames } of [socket, late].map((one) => ({ ended: one.ended, frames: one.frames() }))) {
      expect(frames.at(-1)).toMatchObject({ event: 'bye', data: '{"reason":"shutdown","reconnectInMs":5000}' });
      expect(ended).toBe(true);
    }
    expect([fixture.streams.size, fixture.registry.subscribers]).toEqual([0, 0]);
  });

  it('destroys the socket of a client that does not close after bye', async () => {
    const socket = await fixture.stream(at(0));
    fixture.streams.drain();
    fixture.clock.advance(2_600);
    expect(socket.destroyed).toBe(true);
    expect(fixture.clock.pendingTimers).toBe(0);
  });

  it('has at most a fifth of the clients reconnect per second after a shutdown', async () => {
    const sockets = await Promise.all(Array.from({ length: 100 }, () => fixture.stream(at(0))));
    let drawn = 0;
    fixture.random = () => (drawn += 0.618_034) % 1;
    fixture.streams.drain();
    const times = sockets.map((socket) => (JSON.parse(socket.frames().at(-1)?.['data'] ?? '') as Bye).reconnectInMs);
    for (const start of times) {
      expect(times.filter((time) => time >= start && time < start + 1_000).length).toBeLessThanOrEqual(20);
    }
  });

  it('hides a domain from a role that may not read it', async () => {
    const socket = await fixture.stream(at(0), fixture.subscriber({}, 'staff'));
    await fixture.commit(1, 'p1', 'finance');
    await fixture.commit(1, 'p1', 'tasks');
    expect(
      socket
        .frames()
        .slice(2)
        .map(({ event }) => event),
    ).toEqual(['tasks']);
  });
});

describe('the long-poll handler', () => {
  it('responds at once when there are events', async () => {
    await fixture.commit(2);
    const poll = fixture.poll(at(1));
    await poll.done;
    expect(poll.answer).toMatchObject({ cursor: at(2), events: [{ seq: 2 }] });
  });

  it('waits for the first event, and responds empty after its timeout with the cursor moved on', async () => {
    const poll = fixture.poll(at(0), fixture.subscriber({ domains: new Set(['finance']) }));
    await settle();
    await fixture.commit(3);
    expect(poll.answer).toBeUndefined();
    fixture.clock.advance(25_400);
    await poll.done;
    expect(poll.answer).toEqual({ events: [], cursor: at(3) });
  });

  it('gives every event to each of two clients: reading does not consume', async () => {
    const polls = [fixture.poll(at(0)), fixture.poll(at(0))];
    await settle();
    await fixture.commit(1);
    await Promise.all(polls.map(({ done }) => done));
    expect(polls.map(({ answer }) => answer?.events.map(({ eventId }) => eventId))).toEqual([['id1'], ['id1']]);
  });

  it('wakes a waiter with a property filter for an org-wide event, and not for another property', async () => {
    const poll = fixture.poll(at(0), fixture.subscriber({ propertyId: 'p2' }));
    await settle();
    await fixture.commit(1, 'p1');
    expect(poll.answer).toBeUndefined();
    await fixture.commit(1, null);
    await poll.done;
    expect(poll.answer?.events).toHaveLength(1);
    expect(poll.answer?.events[0]).not.toHaveProperty('propertyId');
  });

  it('keeps its cursor when it responds with ephemeral events, and returns the newest of each key', async () => {
    await fixture.commit(5);
    const poll = fixture.poll(at(5));
    await settle();
    const signal = (n: number, key: string): void =>
      fixture.registry.acceptEphemeral(
        { eventId: `s${n}`, eventType: 'Typing', domain: 'tasks', timestamp: 1, orgId: 'org', payload: n },
        key,
      );
    for (let n = 1; n <= 300; n += 1) signal(n, `key${n % 250}`);
    fixture.clock.turn();
    await poll.done;
    expect([poll.answer?.cursor, poll.answer?.more, poll.answer?.events.length]).toEqual([at(5), undefined, 200]);
    expect(poll.answer?.events.map(({ payload }) => payload)).toEqual(
      Array.from({ length: 200 }, (_, index) => index + 101),
    );
  });

  it('returns fewer events per response if they are large, and sets more', async () => {
    const text = 'x'.repeat(400_000);
    await fixture.commit(4, 'p1', 'tasks', { text });
    const seqs: (number | undefined)[][] = [];
    let cursor = at(0);
    for (let more: boolean | undefined = true; more;) {
      const poll = fixture.poll(cursor);
      await poll.done;
      seqs.push((poll.answer?.events ?? []).map(({ seq }) => seq));
      ({ more, cursor = '' } = poll.answer ?? {});
    }
    expect(seqs).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('returns at most 200 events per response, and sets more if others are ready', async () => {
    await fixture.commit(401);
    const first = fixture.poll(at(0));
    await first.done;
    expect([first.answer?.events.length, first.answer?.more, first.answer?.cursor]).toEqual([200, true, at(200)]);
    const second = fixture.poll(at(200));
    await second.done;
    const third = fixture.poll(at(400));
    await third.done;
    expect([second.answer?.more, third.answer?.events.length, third.answer?.more]).toEqual([true, 1, undefined]);
  });

  it('does not set more if the remaining events are not for this subscriber', async () => {
    await fixture.commit(200, 'p1', 'tasks');
    await fixture.commit(300, 'p1', 'finance');
    const poll = fixture.poll(at(0), fixture.subscriber({}, 'staff'));
    await poll.done;
    expect([poll.answer?.events.length, poll.answer?.more, poll.answer?.cursor]).toEqual([200, undefined, at(500)]);
  });

  it('responds empty at once to a waiter beyond the limit', async () => {
    const waiting = [1, 2, 3].map(() => fixture.poll(at(0)));
    await settle();
    const tooMany = fixture.poll(at(0));
    await tooMany.done;
    expect(tooMany.answer).toEqual({ events: [], cursor: at(0) });
    expect(waiting.every(({ answer }) => answer === undefined)).toBe(true);
  });

  it('leaves nothing behind when the client disconnects before or while it waits', async () => {
    const gone = new AbortController();
    const poll = fixture.poll(at(0), fixture.subscriber(), gone.signal);
    await settle();
    gone.abort();
    await poll.done;
    await fixture.poll(at(0), fixture.subscriber(), AbortSignal.abort()).done;
    expect([fixture.polls.size, fixture.wheel.size, fixture.registry.subscribers, fixture.clock.pendingTimers]).toEqual(
      [0, 0, 0, 0],
    );
  });

  it('reports a gap instead of returning nothing or everything', async () => {
    await fixture.commit(5);
    const poll = fixture.poll(at(99));
    await poll.done;
    expect(poll.answer).toEqual({
      events: [],
      cursor: at(5),
      gap: { reason: 'ahead', cursor: at(5), domains: ['tasks', 'finance'] },
    });
  });
});
