import { describe, expect, it } from '@jest/globals';
import type { Gap } from '@bellhop/protocol';
import { defineDomain, type DomainPolicy } from '../events/domain-definition.js';
import type { LogRecord } from '../log/event-log.js';
import { MemoryEventLog } from '../log/memory.event-log.js';
import { unlogged } from '../testing/records.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import type { Viewer } from '../application/viewer.js';
import type { AccessSource } from './access.js';
import { History } from './history.js';
import { OrgChannel } from './org-channel.js';
import type { Registration } from './registration.js';
import type { Selection } from './selection.js';
import { type Connection, Subscriber } from './subscriber.js';
import { View } from './view.js';

const tasks = defineDomain('tasks', { TaskCreated: {} });
const viewer: Viewer = { orgId: 'org', userId: 'u', sessionId: 's', role: 'owner', propertyIds: 'all' };
const view = View.of(viewer, [tasks]);

/** Records seqs of events and reasons of gaps. */
class RecordingConnection implements Connection {
  readonly got: (number | string)[] = [];
  room = true;
  breaks = false;
  failures = 0;

  deliver({ events }: Selection): boolean {
    if (this.breaks) throw new Error('broken');
    this.got.push(...events.map(({ seq }) => seq ?? 0));
    return this.room;
  }

  gap({ reason }: Gap): boolean {
    this.got.push(reason);
    return this.room;
  }

  failed(): void {
    this.failures += 1;
  }
}

interface SetUp {
  clock: SimulatedClock;
  log: MemoryEventLog;
  channel: OrgChannel;
  got: number[];
  /** Seqs of the events on which application code failed. */
  poisoned: (number | undefined)[];
  errors: unknown[];
  commit: (count: number, text?: string) => Promise<readonly LogRecord[]>;
}

interface Given extends Pick<DomainPolicy, 'latestBy' | 'audience'> {
  readonly access?: AccessSource;
}

async function setUp({ access, ...policy }: Given = {}): Promise<SetUp> {
  const clock = new SimulatedClock();
  let marks = 0;
  const log = new MemoryEventLog(
    () => 'epoch',
    () => (marks += 1),
  );
  await log.open();
  const history = new History(log, clock);
  const poisoned: (number | undefined)[] = [];
  const errors: unknown[] = [];
  const channel = new OrgChannel('org', {
    log: log,
    history,
    definitions: new Map([['tasks', defineDomain('tasks', { TaskCreated: {} }, policy)]]),
    clock,
    ...(access && { access: { source: access, timers: clock } }),
    onError: (error) => errors.push(error),
    onPoisoned: ({ seq }) => poisoned.push(seq),
  });
  await channel.opened;
  const got: number[] = [];
  channel.batches.subscribe((batch) =>
    got.push(...(batch.select(view, 0, 0)?.events.map(({ seq }) => seq ?? 0) ?? [])),
  );
  const commit = (count: number, text = ''): Promise<readonly LogRecord[]> =>
    log.commit(
      Array.from({ length: count }, () => unlogged('org', { domain: 'tasks', payloadJson: JSON.stringify({ text }) })),
    );
  return { clock, log, channel, got, poisoned, errors, commit };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('OrgChannel', () => {
  it('delivers all events of one turn as one batch', async () => {
    const { clock, channel, commit } = await setUp();
    const sizes: number[] = [];
    channel.batches.subscribe((batch) => sizes.push(batch.to.seq - batch.from.seq));
    for (const record of await commit(3)) channel.accept(record);
    clock.turn();
    expect(sizes).toEqual([3]);
  });

  it('reads a missing event from the log at once, without waiting for the head check', async () => {
    const { clock, channel, got, commit } = await setUp();
    const [, , third] = await commit(3);
    if (third) channel.accept(third);
    await settle();
    clock.turn();
    expect(got).toEqual([1, 2, 3]);
  });

  it('applies a duplicate hint once', async () => {
    const { clock, channel, got, commit } = await setUp();
    const records = await commit(2);
    for (const record of [...records, ...records]) channel.accept(record);
    await settle();
    clock.turn();
    expect(got).toEqual([1, 2]);
  });

  it('applies once what late hints and a read of the log both bring', async () => {
    const { clock, channel, got, commit } = await setUp();
    const [first, second, third] = await commit(3);
    // The last hint comes first and starts a read; the others arrive before its result.
    for (const record of [third, first, second]) if (record) channel.accept(record);
    expect(channel.applied).toBe(3);
    await settle();
    clock.turn();
    expect([got, channel.generation]).toEqual([[1, 2, 3], 0]);
  });

  it('catches up with events without a hint at the head check', async () => {
    const { clock, channel, got, commit } = await setUp();
    await commit(2);
    channel.acceptHead(channel.headCheck(), { epoch: 'epoch', seq: 2, mark: 2 });
    await settle();
    clock.turn();
    expect(got).toEqual([1, 2]);
  });

  it.each([
    ['malformed', 'not a cursor'],
    ['epoch', 'another.1'],
    ['ahead', 'epoch.9'],
  ])('responds to a cursor that is %s with a gap that ends at the head', async (reason, cursor) => {
    const { channel, commit } = await setUp();
    for (const record of await commit(2)) channel.accept(record);
    expect(await channel.resolve(cursor, view)).toEqual({
      position: { seq: 2, mark: 2 },
      generation: 0,
      gap: { reason, cursor: 'epoch.2.2', domains: ['tasks'] },
    });
  });

  it('does not reject a cursor as ahead if the log has its event and only the hint is missing', async () => {
    const { channel, commit } = await setUp();
    await commit(2);
    expect(await channel.resolve('epoch.2.2', view)).toEqual({ position: { seq: 2, mark: 2 }, generation: 0 });
  });

  it('forgets a hint for more events than the log has', async () => {
    const { channel, commit, got, clock } = await setUp();
    const [record] = await commit(1);
    if (record) channel.accept({ ...record, seq: 40, prevMark: 39 });
    await settle();
    expect(channel.applied).toBe(1);
    const [second] = await commit(1);
    if (second) channel.accept(second);
    clock.turn();
    expect(got).toEqual([1, 2]);
  });

  it('keeps buffered events for their full time when the wall clock steps forward or back', async () => {
    const { clock, channel, commit } = await setUp();
    for (const record of await commit(3)) channel.accept(record);
    clock.turn();
    for (const ms of [3_600_000, -7_200_000]) {
      clock.step(ms);
      channel.tick();
      expect(channel.buffer.size).toBe(3);
    }
    clock.advance(25_001);
    channel.tick();
    expect(channel.buffer.size).toBe(0);
  });

  describe('when the log cannot be read', () => {
    it('fails a cursor that may be ahead instead of reporting a gap', async () => {
      const { channel, commit, log } = await setUp();
      await commit(2);
      const { read, bounds } = log;
      log.read = () => Promise.reject(new Error('away'));
      await expect(channel.resolve('epoch.2.2', view)).rejects.toThrow('away');
      log.bounds = () => Promise.reject(new Error('away as well'));
      await expect(channel.resolve('other.2.2', view)).rejects.toThrow('away as well');
      Object.assign(log, { read, bounds });
      expect((await channel.resolve('epoch.2.2', view)).gap).toBeUndefined();
    });

    it('delivers nothing until it has reopened, and retries that', async () => {
      const { channel, commit, log, errors } = await setUp();
      for (const record of await commit(2)) channel.accept(record);
      const connection = new RecordingConnection();
      new Subscriber(channel, { view }, await channel.resolve(undefined, view), connection).start();
      const { bounds } = log;
      log.bounds = () => Promise.reject(new Error('away'));
      channel.acceptHead(channel.headCheck(), { epoch: 'epoch', seq: 1, mark: 1 });
      await settle();
      expect([channel.isOpen, connection.got, errors.length]).toEqual([false, [], 1]);
      await expect(channel.resolve(undefined, view)).rejects.toThrow('away');
      log.bounds = bounds;
      channel.tick();
      await settle();
      expect([channel.isOpen, connection.got]).toEqual([true, ['epoch']]);
    });
  });

  describe('when the log has another history', () => {
    it.each([
      ['is behind the applied events', { epoch: 'epoch', seq: 1, mark: 1 }],
      ['has another event there', { epoch: 'epoch', seq: 2, mark: 99 }],
      ['has another epoch', { epoch: 'another', seq: 2, mark: 2 }],
    ])('reopens if its head %s', async (_, head) => {
      const { channel, commit } = await setUp();
      for (const record of await commit(2)) channel.accept(record);
      channel.acceptHead(channel.headCheck(), head);
      expect(channel.generation).toBe(1);
    });

    it('ignores a head that was read before it applied more', async () => {
      const { channel, commit } = await setUp();
      const asked = channel.headCheck();
      for (const record of await commit(2)) channel.accept(record);
      channel.acceptHead(asked, { epoch: 'epoch', seq: 1, mark: 1 });
      expect([channel.generation, channel.applied]).toEqual([0, 2]);
    });

    it('applies no hint that does not link to its last event', async () => {
      const { channel, commit, clock, got } = await setUp();
      const [first, second] = await commit(2);
      if (!first || !second) throw new Error('nothing was committed');
      channel.accept(first);
      channel.accept({ ...second, mark: 98, prevMark: 99 });
      await settle();
      clock.turn();
      expect([got, channel.head]).toEqual([[1, 2], { seq: 2, mark: 2 }]);
    });

    it('checks the log when a hint has another event for a seq that it has passed', async () => {
      const { channel, commit, log } = await setUp();
      const records = await commit(3);
      for (const record of records) channel.accept(record);
      let asked = 0;
      const { bounds } = log;
      log.bounds = (orgId) => {
        asked += 1;
        return bounds.call(log, orgId);
      };
      for (const record of records) channel.accept(record);
      expect(asked).toBe(0);
      const [, second] = records;
      if (second) channel.accept({ ...second, mark: 77 });
      await settle();
      expect([asked, channel.generation]).toEqual([1, 0]);
    });

    it.each([
      ['in memory', 0],
      ['only in the log', 30_000],
    ])('refuses a cursor of another history, where its event is %s', async (_, ageMs) => {
      const { channel, commit, clock } = await setUp();
      for (const record of await commit(3)) channel.accept(record);
      clock.advance(ageMs);
      channel.tick();
      expect((await channel.resolve('epoch.2.zz', view)).gap?.reason).toBe('epoch');
      expect((await channel.resolve('epoch.2.2', view)).gap).toBeUndefined();
      expect((await channel.resolve('epoch.2', view)).gap).toBeUndefined();
    });

    it('refuses a cursor of another history at its head', async () => {
      const { channel, commit } = await setUp();
      for (const record of await commit(3)) channel.accept(record);
      expect((await channel.resolve('epoch.3.zz', view)).gap?.reason).toBe('epoch');
      expect((await channel.resolve('epoch.3.3', view)).gap).toBeUndefined();
    });

    it('is not open again before the rights are reloaded', async () => {
      let reload = (): void => undefined;
      const source: AccessSource = {
        load: () => new Promise((resolve) => (reload = () => resolve(viewer))),
        loadOrg: () => Promise.resolve([]),
        changeBy: () => undefined,
      };
      const { channel } = await setUp({ access: source });
      channel.sessions.register(viewer, 'stream', {}, { perUser: 9, perOrg: 9 });
      channel.acceptHead(channel.headCheck(), { epoch: 'another', seq: 0, mark: 0 });
      await settle();
      expect(channel.isOpen).toBe(false);
      reload();
      await settle();
      expect(channel.isOpen).toBe(true);
    });

    it('accepts a matching cursor after it has reopened, and no head read before that', async () => {
      const { channel, commit, log } = await setUp();
      for (const record of await commit(2)) channel.accept(record);
      const before = channel.headCheck();
      const { bounds } = log;
      log.bounds = () => Promise.resolve({ epoch: 'another', head: 1, mark: 50, floor: 0 });
      channel.acceptHead(channel.headCheck(), { epoch: 'another', seq: 1, mark: 50 });
      await channel.opened;
      log.bounds = bounds;
      channel.acceptHead(before, { epoch: 'another', seq: 1, mark: 50 });
      expect(channel.generation).toBe(1);
      expect(await channel.resolve('another.1.1e', view)).toEqual({ position: { seq: 1, mark: 50 }, generation: 1 });
    });

    it('moves no subscriber that is far behind into another history, even before the channel notices', async () => {
      const { channel, commit, log, clock } = await setUp();
      for (const record of await commit(3)) channel.accept(record);
      const connection = new RecordingConnection();
      const subscriber = new Subscriber(channel, { view }, await channel.resolve('epoch.1.1', view), connection);
      clock.advance(30_000);
      channel.tick();
      const { read } = log;
      log.read = async (...args) => (await read.apply(log, args)).map((one) => ({ ...one, mark: 70, prevMark: 70 }));
      subscriber.start();
      await settle();
      expect(connection.got).toEqual(['epoch']);
    });

    it('sends the gap to a full socket once it drains, and no earlier events', async () => {
      const { channel, commit, log, clock } = await setUp();
      for (const record of await commit(2)) channel.accept(record);
      clock.turn();
      const connection = new RecordingConnection();
      const subscriber = new Subscriber(channel, { view }, await channel.resolve('epoch.1.1', view), connection);
      subscriber.pause();
      subscriber.start();
      log.bounds = () => Promise.resolve({ epoch: 'another', head: 1, mark: 50, floor: 0 });
      channel.acceptHead(channel.headCheck(), { epoch: 'another', seq: 1, mark: 50 });
      await settle();
      expect(connection.got).toEqual([]);
      subscriber.resume();
      expect([connection.got, subscriber.cursor]).toEqual([['epoch'], 'another.1.1e']);
    });
  });

  describe('when application code fails on an event', () => {
    it('sets the event aside, reloads all rights and continues', async () => {
      const asked: string[] = [];
      const source: AccessSource = {
        load: (_, sessionId) => {
          asked.push(sessionId);
          return Promise.resolve({ ...viewer, sessionId });
        },
        loadOrg: () => Promise.resolve([]),
        changeBy: ({ seq }) => {
          if (seq === 2) throw new Error('cannot be worked out');
          return undefined;
        },
      };
      const { channel, commit, clock, poisoned } = await setUp({ access: source });
      const registration = channel.sessions.register(viewer, 'stream', {}, { perUser: 9, perOrg: 9 }) as Registration;
      const connection = new RecordingConnection();
      new Subscriber(channel, registration, await channel.resolve(undefined, view), connection).start();
      for (const record of await commit(2)) channel.accept(record);
      await settle();
      for (const record of await commit(1)) channel.accept(record);
      clock.turn();
      expect(connection.got).toEqual(['expired', 3]);
      expect([poisoned, asked]).toEqual([[2], ['s']]);
    });

    it('continues if `latestBy` fails', async () => {
      const latestBy = ({ seq }: { seq: number }): string => {
        if (seq === 1) throw new Error('no name');
        return 'value';
      };
      const { channel, commit, clock, got, poisoned } = await setUp({ latestBy });
      for (const record of await commit(3)) channel.accept(record);
      clock.turn();
      expect([got, poisoned]).toEqual([[1, 2, 3], [1]]);
      expect(channel.buffered(0, view)?.map(({ seq }) => seq)).toEqual([1, 3]);
    });

    it('closes a subscriber whose connection fails, by any path, and loses no event for the others', async () => {
      const { channel, commit, clock, errors } = await setUp();
      for (const record of await commit(2)) channel.accept(record);
      clock.turn();
      const [broken, whole, behind] = [new RecordingConnection(), new RecordingConnection(), new RecordingConnection()];
      for (const connection of [broken, whole]) {
        new Subscriber(channel, { view }, await channel.resolve(undefined, view), connection).start();
      }
      broken.breaks = true;
      behind.breaks = true;
      new Subscriber(channel, { view }, await channel.resolve('epoch.0.0', view), behind).start();
      for (const record of await commit(2)) channel.accept(record);
      clock.turn();
      expect([broken.failures, behind.failures, whole.failures]).toEqual([1, 1, 0]);
      expect([whole.got, broken.got, behind.got]).toEqual([[3, 4], [], []]);
      expect([channel.subscribers, errors.length]).toEqual([1, 2]);
    });
  });

  describe('with an audience', () => {
    const staff: Viewer = { ...viewer, userId: 'ann', role: 'staff' };
    const textOf = ({ payload }: { readonly payload: unknown }) => (payload as { readonly text: string }).text;
    /** The text names the users whom the event concerns. */
    const audience = {
      all: ['owner'],
      of: (event: { readonly payload: unknown }): readonly string[] => {
        if (textOf(event) === 'broken') throw new Error('cannot be worked out');
        return textOf(event).split(' ');
      },
    };
    const definition = defineDomain('tasks', { TaskCreated: {} }, { audience });
    const [own, all] = [View.of(staff, [definition]), View.of(viewer, [definition])];

    /** Commits one event per text. */
    async function commitEach({ channel, commit, clock }: SetUp, ...texts: readonly string[]): Promise<void> {
      for (const text of texts) for (const record of await commit(1, text)) channel.accept(record);
      clock.turn();
    }

    async function subscribe({ channel }: SetUp, view: View, cursor?: string): Promise<RecordingConnection> {
      const connection = new RecordingConnection();
      new Subscriber(channel, { view }, await channel.resolve(cursor, view), connection).start();
      await settle();
      return connection;
    }

    it('shows an event to whom it concerns, live, from the buffer and from the log', async () => {
      const given = await setUp({ audience });
      const live = await subscribe(given, own);
      await commitEach(given, 'ben', 'ann', 'cid', 'ben ann', 'cid');
      const buffered = await subscribe(given, own, 'epoch.0.0');
      given.clock.advance(25_001);
      given.channel.tick();
      const read = await subscribe(given, own, 'epoch.0.0');
      expect([live.got, buffered.got, read.got]).toEqual([
        [2, 4],
        [2, 4],
        [2, 4],
      ]);
      expect((await subscribe(given, all, 'epoch.0.0')).got).toEqual([1, 2, 3, 4, 5]);
    });

    it('moves the cursor past events that it does not show', async () => {
      const given = await setUp({ audience });
      const connection = new RecordingConnection();
      const start = await given.channel.resolve(undefined, own);
      const subscriber = new Subscriber(given.channel, { view: own }, start, connection);
      subscriber.start();
      await settle();
      await commitEach(given, 'ann', 'ben', 'ben');
      expect([connection.got, subscriber.cursor]).toEqual([[1], 'epoch.3.3']);
    });

    it('shows an event on which `of` fails only to the roles that see all, and reports it once', async () => {
      const given = await setUp({ audience });
      const [person, manager] = [await subscribe(given, own), await subscribe(given, all)];
      await commitEach(given, 'broken', 'ann');
      expect([person.got, manager.got, given.poisoned]).toEqual([[2], [1, 2], [1]]);
      expect((await subscribe(given, own, 'epoch.0.0')).got).toEqual([2]);
    });

    it('parses an event once, for the audience and the key together', async () => {
      const seen: object[] = [];
      const policy = {
        audience: { ...audience, of: (event: { readonly payload: unknown }) => (seen.push(event), audience.of(event)) },
        latestBy: (event: object) => (seen.push(event), 'value'),
      };
      const given = await setUp(policy);
      for (const view of [own, own, all]) await subscribe(given, view);
      await commitEach(given, 'ann');
      await subscribe(given, own, 'epoch.0.0');
      expect(seen).toHaveLength(2);
      expect(seen[0]).toBe(seen[1]);
    });

    it('replaces a value only by one with the same audience', async () => {
      const given = await setUp({ audience, latestBy: () => 'value' });
      await commitEach(given, 'ann', 'ben', 'ann', 'ann ben', 'ben');
      const buffered = await subscribe(given, own, 'epoch.0.0');
      given.clock.advance(25_001);
      given.channel.tick();
      const read = await subscribe(given, own, 'epoch.0.0');
      expect([buffered.got, read.got]).toEqual([
        [3, 4],
        [3, 4],
      ]);
    });

    it('applies to ephemeral events, whose values replace those with the same audience', async () => {
      const given = await setUp({ audience });
      const live = await subscribe(given, own);
      const late = new RecordingConnection();
      const subscriber = new Subscriber(
        given.channel,
        { view: own },
        await given.channel.resolve(undefined, own),
        late,
      );
      for (const text of ['ben', 'ann', 'broken', 'ben']) {
        const envelope = {
          ...{ eventId: text, eventType: 'TaskCreated', domain: 'tasks' },
          timestamp: 0,
          orgId: 'org',
        };
        given.channel.acceptEphemeral({ ...envelope, payload: { text } }, 'key');
      }
      given.clock.turn();
      subscriber.start();
      expect([live.got, late.got, given.poisoned]).toEqual([[0], [0], [undefined]]);
    });

    it('follows a change of role from the next event on', async () => {
      const changeBy: AccessSource['changeBy'] = ({ seq }) =>
        seq % 2 === 0
          ? { kind: 'rights', userId: 'ann', version: seq, role: seq === 2 ? 'owner' : 'staff', propertyIds: 'all' }
          : undefined;
      const load = () => Promise.resolve(staff);
      const given = await setUp({ audience, access: { load, loadOrg: () => Promise.resolve([]), changeBy } });
      const { sessions } = given.channel;
      const registration = sessions.register(staff, 'stream', {}, { perUser: 9, perOrg: 9 }) as Registration;
      const connection = new RecordingConnection();
      const start = await given.channel.resolve(undefined, registration.view);
      new Subscriber(given.channel, registration, start, connection).start();
      await settle();
      // The second makes her an owner, the fourth a member of the staff again.
      await commitEach(given, 'ben', 'ben', 'ben', 'ben', 'ann');
      expect(connection.got).toEqual([2, 3, 5]);
    });

    it('hides no event from observers', async () => {
      const given = await setUp({ audience });
      const seqs: (number | undefined)[] = [];
      given.channel.batches.subscribe(({ events }) => seqs.push(...events.map(({ seq }) => seq)));
      await commitEach(given, 'ben', 'broken');
      expect(seqs).toEqual([1, 2]);
    });
  });

  describe('limits the size of what it holds', () => {
    const large = 'x'.repeat(1_000_000);

    it('keeps fewer large events in memory, and the newest whatever its length', async () => {
      const { channel, commit } = await setUp();
      for (const record of await commit(6, large)) channel.accept(record);
      expect(channel.buffer.size).toBe(4);
      for (const record of await commit(1, 'x'.repeat(5_000_000))) channel.accept(record);
      expect(channel.buffer.size).toBe(1);
    });

    it('delivers only as many to a subscriber that is behind as its socket may buffer', async () => {
      const { channel, commit } = await setUp();
      for (const record of await commit(3, large)) channel.accept(record);
      const connection = new RecordingConnection();
      connection.room = false;
      const subscriber = new Subscriber(channel, { view }, await channel.resolve('epoch.0.0', view), connection);
      subscriber.start();
      expect(connection.got).toEqual([1]);
      subscriber.resume();
      expect(connection.got).toEqual([1, 2]);
    });
  });
});
