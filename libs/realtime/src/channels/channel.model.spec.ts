import { describe, expect, it } from '@jest/globals';
import type { EphemeralEvent, Gap } from '@bellhop/contracts';
import fc from 'fast-check';
import { defineDomain } from '../events/domain-definition.js';
import type { LogRecord } from '../log/event-log.js';
import { MemoryEventLog } from '../log/memory.event-log.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import type { Viewer } from '../viewer.js';
import { ChannelRegistry, type ChannelLease } from './channel-registry.js';
import { History } from './history.js';
import type { Selection } from './selection.js';
import { type Sink, Subscriber } from './subscriber.js';
import { View } from './view.js';

/*
 * The model is a list of everything committed. Whatever happens to hints, buffers, sockets and connections, a reader
 * gets exactly the events of the list that it may see, in order, each once; where retention took some away before it
 * could read them, it gets one gap in their place.
 */

const ORG = 'org';
const DOMAINS = ['finance', 'tasks', 'staff'] as const;
const LATEST = 'staff';
const PROPERTIES = ['p1', 'p2', undefined] as const;
const definitions = new Map(
  DOMAINS.map((name) => {
    // In one domain only the newest event per property counts for a reader that is behind.
    const latest = name === LATEST ? { latestBy: () => 'value' } : {};
    return [name, defineDomain(name, { Happened: {} }, { bufferSize: 4, bufferTtlMs: 25_000, ...latest })] as const;
  }),
);

const VIEWS: readonly { role: string; propertyIds: Viewer['propertyIds']; domains?: ReadonlySet<string> }[] = [
  { role: 'owner', propertyIds: 'all' },
  { role: 'staff', propertyIds: new Set(['p1']) },
  { role: 'owner', propertyIds: 'all', domains: new Set(['tasks']) },
  { role: 'staff', propertyIds: new Set([]), domains: new Set(['finance', 'staff']) },
];

type Command =
  | { kind: 'commit'; domain: number; property: number; count: number }
  | { kind: 'hint'; which: number }
  | { kind: 'signal'; property: number; key: number }
  | { kind: 'turn' }
  | { kind: 'settle' }
  | { kind: 'advance'; ms: number }
  | { kind: 'connect'; view: number; from: number }
  | { kind: 'fill'; reader: number }
  | { kind: 'drain'; reader: number }
  | { kind: 'reconnect'; reader: number }
  | { kind: 'restart' }
  | { kind: 'purge'; count: number }
  | { kind: 'failReads'; times: number };

const small = fc.nat(7);
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      domain: fc.nat(2),
      property: fc.nat(2),
      count: fc.integer({ min: 1, max: 5 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('hint' as const), which: fc.nat(40) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('signal' as const), property: fc.nat(2), key: fc.nat(1) }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'turn' as const }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'settle' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('advance' as const), ms: fc.integer({ min: 1, max: 200_000 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('connect' as const), view: fc.nat(VIEWS.length - 1), from: fc.nat(30) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fill' as const), reader: small }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('drain' as const), reader: small }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reconnect' as const), reader: small }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('purge' as const), count: fc.integer({ min: 1, max: 40 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('failReads' as const), times: fc.integer({ min: 1, max: 3 }) }),
  },
);

/** Lets every promise that can settle do so. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 3; i += 1) await new Promise<void>((resolve) => setImmediate(resolve));
};

class Reader implements Sink {
  readonly got: (number | Gap)[] = [];
  readonly signals: EphemeralEvent[] = [];
  room = true;
  subscriber: Subscriber | undefined;

  constructor(
    readonly view: View,
    readonly start: number,
  ) {}

  deliver(selection: Selection): boolean {
    for (const event of selection.events) {
      expect(this.view.sees(event)).toBe(true);
      if (event.seq === undefined) this.signals.push(JSON.parse(event.json.text) as EphemeralEvent);
      else this.got.push(event.seq);
    }
    return this.room;
  }

  gap(gap: Gap): boolean {
    this.got.push(gap);
    return this.room;
  }
}

class World {
  readonly clock = new SimulatedClock();
  readonly memory = new MemoryEventLog(() => 'epoch');
  readonly committed: LogRecord[] = [];
  readonly readers: Reader[] = [];
  registry: ChannelRegistry;
  lease: ChannelLease;
  /** `seq` up to which retention has taken events away. */
  purged = 0;
  failingReads = 0;
  #signals = 0;
  readonly #log: MemoryEventLog;

  constructor() {
    const log = Object.assign(Object.create(this.memory) as MemoryEventLog, {
      read: (...args: Parameters<MemoryEventLog['read']>) => {
        if (this.failingReads === 0) return this.memory.read(...args);
        this.failingReads -= 1;
        return Promise.reject(new Error('the database is away'));
      },
      bounds: this.memory.bounds.bind(this.memory),
      heads: this.memory.heads.bind(this.memory),
    });
    Object.defineProperty(log, 'epoch', { value: 'epoch' });
    this.#log = log;
    this.registry = this.newRegistry();
    this.lease = this.registry.acquire(ORG);
  }

  /** A process: what it knows of the log, it knows from the log. */
  private newRegistry(): ChannelRegistry {
    const history = new History(this.#log, this.clock, { maxPages: 2 });
    const registry = new ChannelRegistry(
      { log: this.#log, history, definitions, clock: this.clock, onError: () => undefined },
      { headCheckMs: 2_000, channelIdleMs: 120_000 },
    );
    registry.start();
    return registry;
  }

  async run(step: Command): Promise<void> {
    switch (step.kind) {
      case 'commit': {
        const records = Array.from({ length: step.count }, (_, index) => {
          const propertyId = PROPERTIES[(step.property + index) % PROPERTIES.length];
          return {
            eventId: `e${this.committed.length + index + 1}`,
            eventType: 'Happened',
            domain: DOMAINS[step.domain] ?? 'tasks',
            timestamp: this.clock.now(),
            orgId: ORG,
            ...(propertyId && { propertyId }),
            payloadJson: '{}',
          };
        });
        this.committed.push(...(await this.memory.transaction((tx) => this.memory.append(tx, records))));
        return;
      }
      case 'hint': {
        // Any committed event, new or old: hints come late, twice, in the wrong order or not at all.
        const record = this.committed.at(-1 - step.which);
        if (record) this.registry.accept(record);
        return;
      }
      case 'signal':
        this.signal(step.property, step.key);
        return;
      case 'turn':
        return this.clock.turn();
      case 'settle':
        return settle();
      case 'advance':
        this.clock.advance(step.ms);
        return;
      case 'connect': {
        const { domains, ...viewer } = VIEWS[step.view] ?? { role: 'owner', propertyIds: 'all' as const };
        const view = View.of(
          { orgId: ORG, userId: 'u', sessionId: 's', ...viewer },
          definitions.values(),
          domains ? { domains } : {},
        );
        const from = Math.max(0, this.committed.length - step.from);
        await this.connect(new Reader(view, from), from);
        return;
      }
      case 'fill':
      case 'drain': {
        const reader = this.readers[step.reader];
        if (!reader) return;
        reader.room = step.kind === 'drain';
        if (reader.room) reader.subscriber?.resume();
        return;
      }
      case 'reconnect': {
        const reader = this.readers[step.reader];
        if (!reader?.subscriber) return;
        const { position } = reader.subscriber;
        reader.subscriber.close();
        this.readers.splice(step.reader, 1);
        await this.connect(reader, position);
        return;
      }
      case 'restart': {
        this.registry.stop();
        const readers = this.readers.splice(0);
        this.registry = this.newRegistry();
        this.lease = this.registry.acquire(ORG);
        for (const reader of readers) {
          reader.subscriber?.close();
          await this.connect(reader, reader.subscriber?.position ?? reader.start);
        }
        return;
      }
      case 'purge':
        this.clock.advance(1);
        await this.memory.purge(this.clock.now(), step.count);
        this.purged = (await this.memory.bounds(ORG)).floor;
        return;
      case 'failReads':
        this.failingReads = step.times;
    }
  }

  /** @returns the event's id: ids grow in the order of raising */
  signal(property: number, key: number): EphemeralEvent {
    const propertyId = PROPERTIES[property];
    const event: EphemeralEvent = {
      eventId: `s${(this.#signals += 1)}`,
      eventType: 'Happened',
      domain: 'tasks',
      timestamp: this.clock.now(),
      orgId: ORG,
      ...(propertyId && { propertyId }),
      payload: {},
    };
    this.registry.signal(event, `key${key}`);
    return event;
  }

  /** Everything calms down: the sockets drain, the log is there, a few head checks pass. */
  async calm(): Promise<void> {
    this.failingReads = 0;
    for (const reader of this.readers) {
      reader.room = true;
      reader.subscriber?.resume();
    }
    for (let round = 0; round < 4; round += 1) {
      this.clock.advance(2_000);
      await settle();
    }
    this.clock.turn();
  }

  private async connect(reader: Reader, position: number): Promise<void> {
    const { channel } = this.lease;
    const reads = this.failingReads;
    this.failingReads = 0;
    const start = await channel.resolve(channel.cursorAt(position), reader.view);
    this.failingReads = reads;
    if (start.gap) reader.gap(start.gap);
    reader.subscriber = new Subscriber(channel, reader, start.position, reader);
    this.readers.push(reader);
    reader.subscriber.start();
  }
}

/** Whether a newer event of the same property takes the place of this one. */
function isReplaced(record: LogRecord, committed: readonly LogRecord[]): boolean {
  return (
    record.domain === LATEST &&
    committed.some(
      (newer) => newer.domain === LATEST && newer.propertyId === record.propertyId && newer.seq > record.seq,
    )
  );
}

describe('a channel and its readers, against a list of what was committed', () => {
  it('hands each reader exactly what it may see, in order and once, or a gap where retention was faster', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(20), fc.array(command, { maxLength: 80 }), async (before, steps) => {
        const world = new World();
        await world.run({ kind: 'commit', domain: 0, property: 0, count: before });
        await world.run({ kind: 'restart' });
        for (const step of steps) await world.run(step);
        await world.calm();
        const last = PROPERTIES.map((_, property) => world.signal(property, 0));
        world.clock.turn();
        for (const reader of world.readers) {
          let position = reader.start;
          const due = (): LogRecord[] =>
            world.committed.filter((record) => record.seq > position && reader.view.sees(record));
          for (const got of reader.got) {
            const gapTo = typeof got === 'number' ? undefined : Number(got.cursor.split('.')[1]);
            if (gapTo !== undefined) {
              // A gap only where something that was due is gone for good.
              expect(world.purged).toBeGreaterThan(position);
              expect(gapTo).toBeGreaterThanOrEqual(position);
              position = gapTo;
              continue;
            }
            const skipped = due().slice(
              0,
              due().findIndex(({ seq }) => seq === got),
            );
            // Only what a newer event replaces may be left out, and that one is handed over: it is due until then.
            for (const record of skipped) expect(isReplaced(record, world.committed)).toBe(true);
            expect(due().map(({ seq }) => seq)).toContain(got);
            position = got as number;
          }
          expect(due()).toEqual([]);
          expect(reader.subscriber?.isLive).toBe(true);
          expect(reader.subscriber?.position).toBe(world.committed.length);

          const ordinals = reader.signals.map(({ eventId }) => Number(eventId.slice(1)));
          expect(ordinals).toEqual([...new Set(ordinals)].sort((a, b) => a - b));
          const seen = last.filter((event) => reader.view.sees(event)).map(({ eventId }) => eventId);
          expect(reader.signals.slice(reader.signals.length - seen.length).map(({ eventId }) => eventId)).toEqual(seen);
        }
        for (const reader of world.readers) reader.subscriber?.close();
        expect(world.lease.channel.readers).toBe(0);
        world.registry.stop();
        expect(world.clock.pendingTimers).toBe(0);
      }),
      { numRuns: 3_000 },
    );
  });
});
