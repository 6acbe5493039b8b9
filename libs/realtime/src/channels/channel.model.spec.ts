import { describe, expect, it } from '@jest/globals';
import { type EphemeralEvent, formatCursor, type Gap, parseCursor } from '@bellhop/protocol';
import fc from 'fast-check';
import { defineDomain } from '../events/domain-definition.js';
import { type EventLog, LOG_START, type LogPosition, type LogRecord } from '../log/event-log.js';
import { MemoryEventLog } from '../log/memory.event-log.js';
import { unlogged } from '../testing/records.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import type { Viewer } from '../application/viewer.js';
import { ChannelRegistry, type ChannelHandle } from './channel-registry.js';
import type { StartingPoint } from './cursor-resolver.js';
import { History } from './history.js';
import { OrgEvents } from './org-events.js';
import type { Selection } from './selection.js';
import { type Connection, Subscriber } from './subscriber.js';
import { View } from './view.js';

/*
 * The model is a list of everything committed. Whatever happens to hints, buffers, sockets and connections, a
 * subscriber gets exactly the events of the list that it may see, in order, each once; where retention deleted some
 * before they were read, it gets one gap instead. An observer, which is always live, gets every event of the list from
 * its start, or its last gap, to the end.
 *
 * The database may go back to an earlier state and continue from there, with or without a new epoch. Hints of deleted
 * events arrive all the same. In the end each subscriber's position is in the current history, and its events since the
 * last gap match it.
 */

const ORG = 'org';
const DOMAINS = ['finance', 'tasks', 'staff', 'leave', 'clock'] as const;
/** In these domains only the newest event per property, and audience, counts for a subscriber that is behind. */
const LATEST: ReadonlySet<string> = new Set(['staff', 'clock']);
/** Events of these domains reach their audience and owners. */
const PERSONAL: ReadonlySet<string> = new Set(['leave', 'clock']);
const AUDIENCES = [['u1'], ['u2'], ['u1', 'u2'], []] as const;
const PROPERTIES = ['p1', 'p2', undefined] as const;
const definitions = new Map(
  DOMAINS.map((name) => {
    const policy = {
      bufferSize: 4,
      bufferTtlMs: 25_000,
      ...(LATEST.has(name) && { latestBy: () => 'value' }),
      ...(PERSONAL.has(name) && { audience: { of: audienceOf, all: ['owner'] } }),
    };
    return [name, defineDomain(name, { Happened: {} }, policy)] as const;
  }),
);

interface Given extends Pick<Viewer, 'userId' | 'role' | 'propertyIds'> {
  readonly domains?: ReadonlySet<string>;
}

const VIEWS: readonly Given[] = [
  { userId: 'u0', role: 'owner', propertyIds: 'all' },
  { userId: 'u1', role: 'staff', propertyIds: new Set(['p1']) },
  { userId: 'u2', role: 'staff', propertyIds: new Set(['p1']) },
  { userId: 'u2', role: 'owner', propertyIds: new Set(['p2']) },
  { userId: 'u0', role: 'owner', propertyIds: 'all', domains: new Set(['tasks']) },
  { userId: 'u1', role: 'staff', propertyIds: new Set([]), domains: new Set(['finance', 'staff', 'leave', 'clock']) },
];

type Command =
  | { kind: 'commit'; domain: number; property: number; audience: number; count: number }
  | { kind: 'hint'; which: number }
  | { kind: 'signal'; property: number; audience: number; key: number }
  | { kind: 'turn' }
  | { kind: 'settle' }
  | { kind: 'advance'; ms: number }
  | { kind: 'connect'; view: number; from: number; ofAnyLife: boolean }
  | { kind: 'fill'; client: number }
  | { kind: 'drain'; client: number }
  | { kind: 'reconnect'; client: number }
  | { kind: 'restart' }
  | { kind: 'purge'; keepMs: number }
  | { kind: 'restore'; back: number; newEpoch: boolean }
  | { kind: 'failReads'; times: number };

const small = fc.nat(7);
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      domain: fc.nat(DOMAINS.length - 1),
      property: fc.nat(2),
      audience: fc.nat(AUDIENCES.length),
      count: fc.integer({ min: 1, max: 5 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('hint' as const), which: fc.nat(40) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('signal' as const),
      property: fc.nat(2),
      audience: fc.nat(AUDIENCES.length),
      key: fc.nat(1),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: 'turn' as const }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'settle' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('advance' as const), ms: fc.integer({ min: 1, max: 200_000 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('connect' as const),
      view: fc.nat(VIEWS.length - 1),
      from: fc.nat(30),
      ofAnyLife: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fill' as const), client: small }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('drain' as const), client: small }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reconnect' as const), client: small }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('purge' as const), keepMs: fc.constantFrom(0, 3, 10, 100_000) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('restore' as const), back: fc.nat(12), newEpoch: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('failReads' as const), times: fc.integer({ min: 1, max: 3 }) }),
  },
);

/** Lets every promise settle that can. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 3; i += 1) await new Promise<void>((resolve) => setImmediate(resolve));
};

class TestClient implements Connection {
  readonly got: (LogRecord | Gap)[] = [];
  readonly ephemeral: EphemeralEvent[] = [];
  room = true;
  subscriber: Subscriber | undefined;

  readonly view: View;

  constructor(
    private readonly given: Given,
    readonly start: LogPosition,
  ) {
    const { domains, ...user } = given;
    const viewer = { orgId: ORG, sessionId: 's', ...user };
    this.view = View.of(viewer, definitions.values(), domains ? { domains } : {});
  }

  maySee({ domain, propertyId, payload }: Pick<EphemeralEvent, 'domain' | 'propertyId' | 'payload'>): boolean {
    const { userId, role, propertyIds, domains } = this.given;
    if (domains && !domains.has(domain)) return false;
    if (PERSONAL.has(domain)) {
      if (audienceOf({ payload }).includes(userId)) return true;
      if (role !== 'owner') return false;
    }
    return propertyId === undefined || propertyIds === 'all' || propertyIds.has(propertyId);
  }

  deliver(selection: Selection): boolean {
    for (const event of selection.events) {
      const told = JSON.parse(event.json.text) as EphemeralEvent;
      expect(this.maySee(told)).toBe(true);
      if (event.seq === undefined) this.ephemeral.push(told);
      else this.got.push(event.record);
    }
    return this.room;
  }

  gap(gap: Gap): boolean {
    this.got.push(gap);
    return this.room;
  }

  failed(error: unknown): void {
    throw error;
  }
}

class World {
  readonly clock = new SimulatedClock();
  memory = new MemoryEventLog(
    () => 'epoch0',
    () => (this.#marks += 1),
    this.clock,
  );
  /** The current history. */
  committed: LogRecord[] = [];
  /** Everything ever committed. */
  readonly everything: LogRecord[] = [];
  readonly clients: TestClient[] = [];
  /** Subscribers whose request failed, with the cursor they return with. */
  readonly turnedAway: { readonly client: TestClient; readonly cursor: string }[] = [];
  registry: ChannelRegistry;
  handle: ChannelHandle;
  /** Newest `seq` that retention has deleted. */
  purged = 0;
  failingReads = 0;
  restores = 0;
  /** Events an observer got since it began or had a gap. */
  observed: string[] = [];
  /** The position after which it began; `undefined` once it had a gap. */
  observedFrom: number | undefined;
  #ephemeral = 0;
  #marks = 0;
  /** The current database, which fails on demand. */
  readonly #log: Pick<EventLog<never>, 'read' | 'bounds' | 'heads'> = {
    read: (...args) => this.#asked(() => this.memory.read(...args)),
    bounds: (...args) => this.#asked(() => this.memory.bounds(...args)),
    heads: (...args) => this.#asked(() => this.memory.heads(...args)),
  };

  constructor() {
    this.registry = this.#newRegistry();
    this.handle = this.registry.acquire(ORG);
  }

  #asked<T>(answer: () => Promise<T>): Promise<T> {
    if (this.failingReads === 0) return answer();
    this.failingReads -= 1;
    return Promise.reject(new Error('the database is away'));
  }

  get epoch(): string {
    return this.memory.epoch;
  }

  /** The position of an event in the current history. */
  positionAt(seq: number): LogPosition {
    const { mark } = this.committed[seq - 1] ?? LOG_START;
    return { seq, mark };
  }

  /** A new process: everything it knows comes from the log. */
  #newRegistry(): ChannelRegistry {
    const history = new History(this.#log, this.clock, { maxBytes: 4_000 });
    const registry = new ChannelRegistry(
      { log: this.#log as EventLog<never>, history, definitions, clock: this.clock, onError: () => undefined },
      { headCheckMs: 2_000, channelIdleMs: 120_000 },
    );
    registry.start();
    return registry;
  }

  async run(step: Command): Promise<void> {
    switch (step.kind) {
      case 'commit': {
        this.clock.advance(1);
        const records = Array.from({ length: step.count }, (_, index) => {
          const propertyId = PROPERTIES[(step.property + index) % PROPERTIES.length];
          const domain = DOMAINS[step.domain] ?? 'tasks';
          const payloadJson = JSON.stringify(payloadFor(step.audience + index));
          const more = { domain, eventType: 'Happened', payloadJson, ...(propertyId && { propertyId }) };
          return unlogged(ORG, { ...more, timestamp: this.clock.now() });
        });
        const logged = await this.memory.commit(records);
        this.committed.push(...logged);
        this.everything.push(...logged);
        return;
      }
      case 'hint': {
        // Any event ever committed: hints may be late, doubled, out of order, of deleted events, or missing.
        const record = this.everything.at(-1 - step.which);
        if (record) this.registry.accept(record);
        return;
      }
      case 'signal':
        this.signal(step.property, step.audience, step.key);
        return;
      case 'turn':
        return this.clock.turn();
      case 'settle':
        return settle();
      case 'advance':
        this.clock.advance(step.ms);
        return;
      case 'connect': {
        const given = VIEWS[step.view] ?? { userId: 'u0', role: 'owner', propertyIds: 'all' };
        // A client returns with its cursor, which may be of a former history.
        const had = step.ofAnyLife ? this.everything.at(-1 - step.from) : undefined;
        const from = had ?? this.positionAt(Math.max(0, this.committed.length - step.from));
        await this.#connect(
          new TestClient(given, from),
          formatCursor({ epoch: this.epoch, seq: from.seq, mark: from.mark }),
        );
        return;
      }
      case 'fill':
      case 'drain': {
        const client = this.clients[step.client];
        if (!client) return;
        client.room = step.kind === 'drain';
        if (client.room) client.subscriber?.resume();
        return;
      }
      case 'reconnect': {
        const client = this.clients[step.client];
        if (!client?.subscriber) return;
        const { cursor } = client.subscriber;
        client.subscriber.close();
        this.clients.splice(step.client, 1);
        await this.#connect(client, cursor);
        return;
      }
      case 'restart': {
        this.registry.stop();
        const clients = this.clients.splice(0);
        this.registry = this.#newRegistry();
        // A process that cannot read the log does not start.
        this.failingReads = 0;
        this.handle = this.registry.acquire(ORG);
        await this.handle.channel.opened;
        this.#observe();
        for (const client of clients) {
          if (!client.subscriber) continue;
          client.subscriber.close();
          await this.#connect(client, client.subscriber.cursor);
        }
        return;
      }
      case 'purge':
        this.clock.advance(1);
        await this.memory.purge({ keepMs: step.keepMs });
        this.purged = (await this.memory.bounds(ORG)).floor;
        return;
      case 'restore':
        return this.#restore(Math.max(this.purged, this.committed.length - step.back), step.newEpoch);
      case 'failReads':
        this.failingReads = step.times;
    }
  }

  /** Restores the database to its state after `seq`. */
  async #restore(seq: number, newEpoch: boolean): Promise<void> {
    this.restores += 1;
    const kept = this.committed.slice(0, seq);
    const epoch = newEpoch ? `epoch${this.restores}` : this.epoch;
    const marks = kept.map(({ mark }) => mark);
    const times = kept.map(({ timestamp }) => timestamp);
    const memory = new MemoryEventLog(
      () => epoch,
      () => marks.shift() ?? (this.#marks += 1),
      { now: () => times.shift() ?? this.clock.now() },
    );
    await memory.transaction((tx) => memory.append(tx, kept));
    const oldest = kept[this.purged];
    await memory.purge({ keepMs: oldest ? this.clock.now() - oldest.timestamp : -1 });
    this.memory = memory;
    this.committed = kept;
  }

  /** @returns the event's id: ids ascend in the order of raising */
  signal(property: number, audience: number, key: number): EphemeralEvent {
    const propertyId = PROPERTIES[property];
    const isPersonal = audience < AUDIENCES.length;
    const event: EphemeralEvent = {
      eventId: `s${(this.#ephemeral += 1)}`,
      eventType: 'Happened',
      domain: isPersonal ? 'leave' : 'tasks',
      timestamp: this.clock.now(),
      orgId: ORG,
      ...(propertyId && { propertyId }),
      payload: payloadFor(audience),
    };
    this.registry.acceptEphemeral(event, `key${key}`);
    return event;
  }

  /** Ends the faults: sockets drain, the log works, and a few head checks pass. */
  async calm(): Promise<void> {
    this.failingReads = 0;
    for (const client of this.clients) {
      client.room = true;
      client.subscriber?.resume();
    }
    for (let round = 0; round < 4; round += 1) {
      this.clock.advance(2_000);
      await settle();
    }
    for (const { client, cursor } of this.turnedAway.splice(0)) await this.#connect(client, cursor);
    await settle();
    this.clock.turn();
  }

  #observe(): void {
    const fail = (error: unknown): void => {
      throw error;
    };
    this.observed = [];
    this.observedFrom = this.handle.channel.applied;
    const onGap = (): void => {
      this.observed = [];
      this.observedFrom = undefined;
    };
    new OrgEvents({ registry: this.registry, definitions, onPoisoned: (_, error) => fail(error), onError: fail })
      .observe(ORG, { onGap })
      .subscribe(({ seq, eventId }) => {
        if (seq !== undefined) this.observed.push(eventId);
      });
  }

  async #connect(client: TestClient, cursor: string): Promise<void> {
    const { channel } = this.handle;
    let start: StartingPoint;
    try {
      start = await channel.resolve(cursor, client.view);
    } catch {
      // Got a 503: the client keeps its cursor.
      this.turnedAway.push({ client, cursor });
      return;
    }
    if (start.gap) client.gap(start.gap);
    client.subscriber = new Subscriber(channel, client, start, client);
    this.clients.push(client);
    client.subscriber.start();
  }
}

/** Whether a newer event of the same property replaces this one. */
function isReplaced(record: LogRecord, committed: readonly LogRecord[]): boolean {
  return (
    LATEST.has(record.domain) &&
    committed.some(
      (newer) =>
        newer.domain === record.domain &&
        newer.propertyId === record.propertyId &&
        (newer.payloadJson === record.payloadJson || !PERSONAL.has(record.domain)) &&
        newer.seq > record.seq,
    )
  );
}

/** @param audience index into {@link AUDIENCES}, repeated */
const payloadFor = (audience: number): { readonly users: readonly string[] } => ({
  users: AUDIENCES[audience % AUDIENCES.length] ?? [],
});
const eventOf = ({ payloadJson, ...envelope }: LogRecord) => ({
  ...envelope,
  payload: JSON.parse(payloadJson) as unknown,
});
function audienceOf({ payload }: { readonly payload: unknown }): readonly string[] {
  return (payload as ReturnType<typeof payloadFor>).users;
}

const isGap = (got: LogRecord | Gap): got is Gap => 'reason' in got;

function positionOf({ cursor }: Gap): LogPosition {
  const { seq = NaN, mark = NaN } = parseCursor(cursor) ?? {};
  return { seq, mark };
}

describe('a channel and its subscribers, against a list of what was committed', () => {
  it('delivers to each subscriber exactly the events it may see, in order and once, or a gap where retention was faster', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(20), fc.array(command, { maxLength: 80 }), async (before, steps) => {
        const world = new World();
        await world.run({ kind: 'commit', domain: 0, property: 0, audience: 0, count: before });
        await world.run({ kind: 'restart' });
        for (const step of steps) await world.run(step);
        await world.calm();
        const last = PROPERTIES.flatMap((_, property) => [world.signal(property, 0, 0), world.signal(property, 4, 0)]);
        world.clock.turn();
        expect(world.handle.channel.head).toEqual(world.positionAt(world.committed.length));
        const { committed, observed, observedFrom = committed.length - observed.length } = world;
        expect(observed).toEqual(committed.slice(observedFrom).map(({ eventId }) => eventId));
        for (const client of world.clients) {
          const lastGap = client.got.findLastIndex(isGap);
          let position = client.start;
          for (const got of client.got.slice(0, lastGap + 1)) {
            if (!isGap(got)) {
              // Possibly of a former history: in order and once.
              expect(got.seq).toBeGreaterThan(position.seq);
              position = got;
              continue;
            }
            // A gap only if a due event is gone for good.
            if (got.reason === 'expired') expect(world.purged).toBeGreaterThan(position.seq);
            else expect([got.reason, world.restores > 0]).toEqual([expect.stringMatching(/^(epoch|ahead)$/), true]);
            position = positionOf(got);
          }
          // From here on its position is in the current history.
          expect(world.positionAt(position.seq)).toEqual({ seq: position.seq, mark: position.mark });
          const due = (): LogRecord[] =>
            world.committed.filter((record) => record.seq > position.seq && client.maySee(eventOf(record)));
          for (const got of client.got.slice(lastGap + 1) as LogRecord[]) {
            expect(due().map(({ eventId }) => eventId)).toContain(got.eventId);
            const skipped = due().slice(
              0,
              due().findIndex(({ eventId }) => eventId === got.eventId),
            );
            // Only replaced events may be skipped. The event that replaces one is delivered: it stays due until then.
            for (const record of skipped) expect(isReplaced(record, world.committed)).toBe(true);
            position = got;
          }
          expect(due()).toEqual([]);
          expect(client.subscriber?.isLive).toBe(true);
          expect(client.subscriber?.position).toMatchObject(world.positionAt(world.committed.length));

          const ordinals = client.ephemeral.map(({ eventId }) => Number(eventId.slice(1)));
          expect(ordinals).toEqual([...new Set(ordinals)].sort((a, b) => a - b));
          const seen = last.filter((event) => client.maySee(event)).map(({ eventId }) => eventId);
          expect(client.ephemeral.slice(client.ephemeral.length - seen.length).map(({ eventId }) => eventId)).toEqual(
            seen,
          );
        }
        for (const client of world.clients) client.subscriber?.close();
        expect(world.handle.channel.subscribers).toBe(0);
        world.registry.stop();
        expect(world.clock.pendingTimers).toBe(0);
      }),
      { numRuns: 3_000 },
    );
  });
});
