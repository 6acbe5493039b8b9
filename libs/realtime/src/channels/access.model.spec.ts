import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type DomainDefinition, defineDomain } from '../events/domain-definition.js';
import type { LogRecord } from '../log/event-log.js';
import { MemoryEventLog } from '../log/memory.event-log.js';
import { unlogged } from '../testing/records.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import type { Viewer } from '../application/viewer.js';
import type { AccessChange, AccessEnd, AccessListener, AccessSource } from './access.js';
import { ChannelRegistry } from './channel-registry.js';
import { History } from './history.js';
import type { OrgChannel } from './org-channel.js';
import { Registration } from './registration.js';
import type { Selection } from './selection.js';
import { type Connection, Subscriber } from './subscriber.js';

/*
 * The model is the log alone: what each user may see at a position follows from the changes before it. Whatever happens
 * to hints, look-ups, sockets and connections, no event is delivered that was no longer visible at its position, a
 * subscriber that keeps up gets everything it may see, and nothing after its session has ended. A request is admitted
 * by rights that include every change announced to this process before it came, and are at most a bounded number of
 * milliseconds behind the log.
 */

const ORG = 'org';
const PROPERTIES = ['p1', 'p2', undefined] as const;
const USERS = ['u1', 'u2'] as const;
const RIGHTS: readonly Pick<Viewer, 'role' | 'propertyIds'>[] = [
  { role: 'owner', propertyIds: 'all' },
  { role: 'staff', propertyIds: 'all' },
  { role: 'owner', propertyIds: new Set(['p1']) },
  { role: 'staff', propertyIds: new Set<string>() },
];
const bufferSize = 4;
const domains: readonly DomainDefinition[] = [
  defineDomain('tasks', { Happened: {} }, { bufferSize }),
  defineDomain('finance', { Happened: {} }, { bufferSize, roles: ['owner'] }),
  defineDomain('leave', { Happened: {} }, { bufferSize, audience: { of: (event) => [userIn(event)], all: ['owner'] } }),
];
const definitions = new Map(domains.map((domain) => [domain.name, domain]));

const names: ReadonlySet<string> = new Set(definitions.keys());

interface Change {
  readonly user: (typeof USERS)[number];
  /** Index into {@link RIGHTS}; if absent, the user's sessions end. */
  readonly rights?: number;
}

type Command =
  | { kind: 'commit'; domain: number; property: number; user: number }
  | { kind: 'change'; user: number; rights: number }
  | { kind: 'end'; user: number }
  | { kind: 'hint'; which: number }
  | { kind: 'answer' }
  | { kind: 'turn' }
  | { kind: 'settle' }
  | { kind: 'pass'; ms: number }
  | { kind: 'connect'; user: number; from: number }
  | { kind: 'request'; user: number; maxAgeMs: number }
  | { kind: 'fill'; client: number }
  | { kind: 'drain'; client: number };

const of = <K extends Command['kind']>(kind: K) => ({ kind: fc.constant(kind) });
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ ...of('commit'), domain: fc.nat(2), property: fc.nat(2), user: fc.nat(1) }) },
  { weight: 5, arbitrary: fc.record({ ...of('change'), user: fc.nat(1), rights: fc.nat(RIGHTS.length - 1) }) },
  { weight: 1, arbitrary: fc.record({ ...of('end'), user: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ ...of('hint'), which: fc.nat(12) }) },
  { weight: 6, arbitrary: fc.record(of('answer')) },
  { weight: 3, arbitrary: fc.record(of('turn')) },
  { weight: 3, arbitrary: fc.record(of('settle')) },
  { weight: 2, arbitrary: fc.record({ ...of('pass'), ms: fc.constantFrom(2_000, 200_000) }) },
  { weight: 4, arbitrary: fc.record({ ...of('connect'), user: fc.nat(1), from: fc.nat(8) }) },
  { weight: 4, arbitrary: fc.record({ ...of('request'), user: fc.nat(1), maxAgeMs: fc.constantFrom(0, 3_000) }) },
  { weight: 1, arbitrary: fc.record({ ...of('fill'), client: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ ...of('drain'), client: fc.nat(5) }) },
);

const settle = async (): Promise<void> => {
  for (let i = 0; i < 3; i += 1) await new Promise<void>((resolve) => setImmediate(resolve));
};

class TestClient implements Connection, AccessListener {
  readonly got: number[] = [];
  ends: AccessEnd[] = [];
  room = true;
  /** Whether it never stopped reading: then it gets each event at its position. */
  keepsUp = true;
  subscriber: Subscriber | undefined;
  start = 0;

  /** @param since position of the rights it was admitted with, which may be ahead of the channel */
  constructor(
    readonly user: (typeof USERS)[number],
    private readonly world: World,
    private since: number,
  ) {}

  mayBeGiven(record: LogRecord, seq: number): boolean {
    return this.world.mayBeSeen(record, this.user, Math.max(seq, this.since));
  }

  deliver({ events }: Selection): boolean {
    expect(this.ends).toEqual([]);
    for (const event of events) {
      if (event.seq === undefined) throw new Error('no ephemeral event was raised');
      expect(this.mayBeGiven(event.record, this.world.applied)).toBe(true);
      this.got.push(event.seq);
    }
    return this.room;
  }

  gap(): boolean {
    throw new Error('nothing expires here');
  }

  failed(error: unknown): void {
    throw error;
  }

  accessChanged(): void {
    expect(this.ends).toEqual([]);
    const seq = this.world.readSeqOf(this.user);
    if (seq <= Math.max(this.world.applied, this.since)) return;
    // Another user's look-up has loaded them, before the events preceding them arrived.
    this.since = seq;
    this.keepsUp = false;
  }

  accessEnded(reason: AccessEnd): void {
    this.ends.push(reason);
    this.subscriber?.close();
  }
}

class World implements AccessSource {
  readonly clock = new SimulatedClock();
  readonly log = new MemoryEventLog(() => 'epoch');
  readonly committed: LogRecord[] = [];
  /** Commit time of each event, by the monotonic clock. */
  readonly committedAt: number[] = [];
  readonly clients: TestClient[] = [];
  /** Version of the rights that admitted each request, and the minimum it should have had. */
  readonly requests: { readonly version: number | undefined; readonly atLeast: number | undefined }[] = [];
  /** The newest event announced by a hint. */
  #told = 0;
  /** Newest version returned by a look-up, by user. */
  readonly #read = new Map<string, number>();
  readonly registry: ChannelRegistry;
  readonly channel: OrgChannel;
  /** Look-ups that have read but not returned yet. */
  readonly held: (() => void)[] = [];
  answering = false;

  constructor() {
    // Reads of the log take time, too.
    const bounds = this.log.bounds.bind(this.log);
    const read = this.log.read.bind(this.log);
    this.log.bounds = (...asked) => this.#late(bounds(...asked));
    this.log.read = (...asked) => this.#late(read(...asked));
    this.registry = new ChannelRegistry(
      {
        log: this.log,
        history: new History(this.log, this.clock, { maxBytes: 4_000 }),
        definitions,
        clock: this.clock,
        access: { source: this, timers: this.clock },
        onError: (error) => {
          throw error;
        },
      },
      { headCheckMs: 2_000, channelIdleMs: 120_000 },
    );
    this.registry.start();
    this.channel = this.registry.acquire(ORG).channel;
  }

  get applied(): number {
    return this.channel.applied;
  }

  /** The user's rights after the events up to `seq`; `undefined`: their sessions have ended. */
  #rightsAt(user: string, seq: number): (Pick<Viewer, 'role' | 'propertyIds'> & { version: number }) | undefined {
    let rights: Pick<Viewer, 'role' | 'propertyIds'> | undefined = RIGHTS[0];
    let version = 0;
    for (const record of this.committed.slice(0, seq)) {
      const change = changeIn(record);
      if (change?.user !== user) continue;
      if (change.rights === undefined) return undefined;
      rights = RIGHTS[change.rights];
      version += 1;
    }
    return rights && { ...rights, version };
  }

  /** Position of the change that gave the user the rights of `version`. */
  #seqOf(user: string, version: number): number {
    const changes = this.committed.filter((record) => changeIn(record)?.user === user);
    return changes[version - 1]?.seq ?? 0;
  }

  /** Position of the rights that the last look-up returned. */
  readSeqOf(user: string): number {
    return this.#seqOf(user, this.#read.get(user) ?? 0);
  }

  mayBeSeen(event: LogRecord, user: string, seq: number): boolean {
    const rights = this.#rightsAt(user, seq);
    if (!rights || !names.has(event.domain)) return false;
    if (event.domain === 'leave' && userIn({ payload: JSON.parse(event.payloadJson) }) === user) return true;
    if (event.domain !== 'tasks' && rights.role !== 'owner') return false;
    return event.propertyId === undefined || rights.propertyIds === 'all' || rights.propertyIds.has(event.propertyId);
  }

  /** Reads the database now, and returns the result later. */
  async #late<T>(found: Promise<T>): Promise<T> {
    const answer = await found;
    if (!this.answering) await new Promise<void>((resolve) => this.held.push(resolve));
    return answer;
  }

  async load(_orgId: string, sessionId: string): Promise<Viewer | undefined> {
    const rights = await this.#late(Promise.resolve(this.#rightsAt(sessionId, this.committed.length)));
    if (!rights) return undefined;
    this.#read.set(sessionId, Math.max(rights.version, this.#read.get(sessionId) ?? 0));
    return { orgId: ORG, userId: sessionId, sessionId, ...rights };
  }

  async loadOrg(): Promise<Iterable<Viewer>> {
    const viewers = await Promise.all(USERS.map((user) => this.load(ORG, user)));
    return viewers.filter((viewer) => viewer !== undefined);
  }

  changeBy(record: LogRecord): AccessChange | undefined {
    const change = changeIn(record);
    if (!change) return undefined;
    const { user, rights } = change;
    if (rights === undefined) return { kind: 'sessions-ended', sessionIds: [user] };
    const version = this.#rightsAt(user, record.seq)?.version ?? 0;
    return {
      kind: 'rights',
      userId: user,
      version,
      ...(RIGHTS[rights] ?? RIGHTS[0] ?? { role: '', propertyIds: 'all' }),
    };
  }

  async commit(domain: string, payload: object, propertyId?: string): Promise<void> {
    const more = { domain, eventType: 'Happened', payloadJson: JSON.stringify(payload) };
    const record = unlogged(ORG, { ...more, ...(propertyId !== undefined && { propertyId }) });
    this.committed.push(...(await this.log.commit([record])));
    this.committedAt.push(this.clock.monotonic());
  }

  async run(step: Command): Promise<void> {
    switch (step.kind) {
      case 'commit':
        return this.commit(
          domains[step.domain]?.name ?? 'tasks',
          { user: userOf(step.user) },
          PROPERTIES[step.property],
        );
      case 'change':
        if (this.#rightsAt(userOf(step.user), this.committed.length) === undefined) return;
        return this.commit('rights', { user: userOf(step.user), rights: step.rights } satisfies Change);
      case 'end':
        return this.commit('rights', { user: userOf(step.user) } satisfies Change);
      case 'hint': {
        const record = this.committed.at(-1 - step.which);
        if (!record) return;
        this.registry.accept(record);
        this.#told = Math.max(this.#told, record.seq);
        return;
      }
      case 'answer':
        this.held.shift()?.();
        return;
      case 'turn':
        return this.clock.turn();
      case 'settle':
        return settle();
      case 'pass':
        this.clock.advance(step.ms);
        return;
      case 'connect':
        void this.#connect(userOf(step.user), step.from);
        return;
      case 'request':
        void this.#request(userOf(step.user), step.maxAgeMs);
        return;
      case 'fill':
      case 'drain': {
        const client = this.clients[step.client];
        if (!client) return;
        client.room = step.kind === 'drain';
        if (client.room) client.subscriber?.resume();
        else client.keepsUp = false;
      }
    }
  }

  async #request(user: (typeof USERS)[number], maxAgeMs: number): Promise<void> {
    const due = this.clock.monotonic() - maxAgeMs;
    const logged = this.committedAt.filter((at) => at < due || maxAgeMs === 0).length;
    const atLeast = this.#rightsAt(user, Math.max(this.#told, logged))?.version;
    const viewer = await this.channel.viewerOf(user, maxAgeMs);
    this.requests.push({ version: viewer?.version, atLeast });
  }

  /** As a handler does: the guard looks up the session, the cursor is resolved, and only then the subscriber starts. */
  async #connect(user: (typeof USERS)[number], from: number): Promise<void> {
    const viewer = await this.channel.viewerOf(user, 3_000);
    if (!viewer) return;
    const registration = this.channel.sessions.register(viewer, 'stream', {}, { perUser: Infinity, perOrg: Infinity });
    if (!(registration instanceof Registration)) return;
    const client = new TestClient(user, this, this.#seqOf(user, registration.viewer.version ?? 0));
    const seq = Math.max(0, this.applied - from);
    const cursor = from === 0 ? undefined : this.channel.cursorAt({ seq, mark: undefined });
    const start = await this.channel.resolve(cursor, registration.view);
    // A subscriber that starts in the past gets missed events by today's rights.
    client.keepsUp = start.position.seq === this.applied;
    client.start = start.position.seq;
    client.subscriber = new Subscriber(this.channel, registration, start, client);
    this.clients.push(client);
    registration.listen(client);
    client.subscriber.start();
  }

  /** Opens the channel and loads every user. */
  async warmUp(): Promise<void> {
    this.answering = true;
    for (const answer of this.held.splice(0)) answer();
    await Promise.all(USERS.map((user) => this.channel.viewerOf(user, 3_000)));
    this.answering = false;
  }

  async calm(): Promise<void> {
    this.answering = true;
    for (let round = 0; round < 5; round += 1) {
      for (const answer of this.held.splice(0)) answer();
      for (const client of this.clients) {
        client.room = true;
        client.subscriber?.resume();
      }
      this.clock.advance(2_000);
      await settle();
    }
    this.clock.turn();
  }
}

const userIn = ({ payload }: { readonly payload?: unknown }): string => (payload as { readonly user: string }).user;
const userOf = (index: number): (typeof USERS)[number] => USERS[index] ?? 'u1';
const changeIn = ({ domain, payloadJson }: LogRecord): Change | undefined =>
  domain === 'rights' ? (JSON.parse(payloadJson) as Change) : undefined;

describe('rights and sessions, checked against the log', () => {
  it('are obeyed at their exact position, whatever happens to hints, look-ups and sockets', async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(command, { maxLength: 80, size: 'max' }), async (isWarm, steps) => {
        const world = new World();
        await world.log.open();
        if (isWarm) await world.warmUp();
        for (const step of steps) await world.run(step);
        await world.calm();
        for (const client of world.clients) {
          const end = world.committed.find((record) => {
            const change = changeIn(record);
            return change?.user === client.user && change.rights === undefined;
          });
          // An admitted session was alive at that position of the log, so it can only have ended after it.
          expect(client.ends).toEqual(end ? ['revoked'] : []);
          const all = world.committed.filter(
            (record) => record.seq > client.start && client.mayBeGiven(record, record.seq),
          );
          if (client.keepsUp) expect(client.got).toEqual(all.map(({ seq }) => seq));
          expect(client.got).toEqual([...new Set(client.got)].sort((a, b) => a - b));
        }
        for (const { version, atLeast } of world.requests) {
          if (atLeast === undefined) expect(version).toBeUndefined();
          else if (version !== undefined) expect(version).toBeGreaterThanOrEqual(atLeast);
        }
        expect(world.requests).toHaveLength(steps.filter(({ kind }) => kind === 'request').length);
        expect(world.channel.subscribers).toBe(world.clients.filter(({ ends }) => ends.length === 0).length);
        world.registry.stop();
      }),
      { numRuns: 1_000 },
    );
  });
});
