import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { EphemeralEvent, GapReason } from '@bellhop/protocol';
import { from, map, mergeMap, retry, take } from 'rxjs';
import { defineDomain } from '../events/domain-definition.js';
import type { LogRecord, UnloggedRecord } from '../log/event-log.js';
import { MemoryEventLog } from '../log/memory.event-log.js';
import { RealtimeError } from '../errors/realtime.errors.js';
import { unlogged } from '../testing/records.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import { ChannelRegistry } from './channel-registry.js';
import { History } from './history.js';
import { OrgEvents } from './org-events.js';
import type { Batch } from './selection.js';

const HEAD_CHECK_MS = 2_000;
const IDLE_MS = 120_000;
const definitions = new Map(['tasks', 'finance'].map((name) => [name, defineDomain(name, { Happened: {} })] as const));
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const task = (more: Partial<UnloggedRecord> = {}): UnloggedRecord => unlogged('org', { domain: 'tasks', ...more });
const typing = (payload: unknown): EphemeralEvent => ({
  ...{ eventId: 'typing', eventType: 'Typing', domain: 'tasks', timestamp: 1, orgId: 'org' },
  payload,
});

describe('an observer of an org', () => {
  let clock: SimulatedClock;
  let log: MemoryEventLog;
  let registry: ChannelRegistry;
  let orgEvents: OrgEvents;
  /** Failures of observers: the seq of the event being delivered, if any, and the error. */
  let failures: unknown[];
  let onBatch: (orgId: string, batch: Batch) => void;
  beforeEach(async () => {
    clock = new SimulatedClock();
    log = new MemoryEventLog(() => 'epoch');
    await log.open();
    failures = [];
    onBatch = () => undefined;
    registry = new ChannelRegistry(
      {
        ...{ log, clock, definitions, history: new History(log, clock) },
        onBatch: (...batch) => onBatch(...batch),
        onError: (error) => failures.push(error),
      },
      { headCheckMs: HEAD_CHECK_MS, channelIdleMs: IDLE_MS },
    );
    registry.start();
    orgEvents = new OrgEvents({
      registry,
      definitions,
      onPoisoned: ({ seq }, error) => failures.push([seq, error]),
      onError: (error) => failures.push(error),
    });
  });
  afterEach(() => registry.stop());

  /** Commits, and sends the hints. */
  const raise = async (...records: UnloggedRecord[]): Promise<readonly LogRecord[]> => {
    const logged = await log.commit(records);
    for (const record of logged) registry.accept(record);
    clock.turn();
    return logged;
  };
  const some = (count: number): UnloggedRecord[] => Array.from({ length: count }, () => task());
  /** Records the seqs of observed events. */
  const seqs = async (options?: Parameters<OrgEvents['observe']>[1]): Promise<(number | undefined)[]> => {
    const got: (number | undefined)[] = [];
    orgEvents.observe('org', options).subscribe(({ seq }) => got.push(seq));
    await settle();
    return got;
  };

  it('gets the events of its org from then on, in order and once, whichever instance committed them', async () => {
    await log.commit(some(1));
    const got = await seqs();
    const [second, third] = await log.commit(some(2));
    for (const record of [third, second, third]) if (record) registry.accept(record);
    await raise(unlogged('other'));
    // By another instance: no hint reaches this one.
    await log.commit(some(1));
    clock.advance(HEAD_CHECK_MS);
    await settle();
    clock.turn();
    expect(got).toEqual([2, 3, 4]);
  });

  it('gets events of the domains it names, including ephemeral ones', async () => {
    const got: unknown[] = [];
    orgEvents.observe('org', { domains: ['tasks'] }).subscribe(({ domain, payload }) => got.push([domain, payload]));
    await settle();
    await raise(
      unlogged('org', { domain: 'finance' }),
      task({ payloadJson: '{"room":7}' }),
      // Private to the server: not registered, and included in an observation of everything.
      unlogged('org', { domain: 'sessions' }),
    );
    registry.acceptEphemeral(typing('hello'), 'key');
    clock.turn();
    expect(got).toEqual([
      ['tasks', { room: 7 }],
      ['tasks', 'hello'],
    ]);
  });

  it('cannot observe an unregistered domain', () => {
    let error: unknown;
    const unknown = 'taks' as 'tasks';
    orgEvents.observe('org', { domains: ['tasks', unknown] }).subscribe({ error: (thrown) => (error = thrown) });
    expect(error).toBeInstanceOf(RealtimeError);
    expect(error).toMatchObject({ code: 'unknown_domain', message: expect.stringContaining('"taks"') });
    expect(registry.size).toBe(0);
  });

  it('gets its own object', async () => {
    const texts: string[] = [];
    for (const name of ['one', 'another']) {
      orgEvents.observe('org').subscribe((event) => {
        texts.push(JSON.stringify(event.payload));
        Object.assign(event.payload as object, { by: name });
      });
    }
    await settle();
    await raise(task({ payloadJson: '{}' }));
    expect(texts).toEqual(['{}', '{}']);
  });

  it('comes after subscribers and counters, and sees the same events', async () => {
    const order: string[] = [];
    const handle = registry.acquire('org');
    handle.channel.addSubscriber({ onBatch: () => order.push('subscriber'), onReopened: () => undefined });
    onBatch = (orgId, { events }) => order.push(`${orgId} ${events.length}`);
    orgEvents.observe('org').subscribe(({ seq }) => order.push(`observer ${seq}`));
    await settle();
    await raise(...some(2));
    expect(order).toEqual(['subscriber', 'org 2', 'observer 1', 'observer 2']);
  });

  it('does not stop its org when the counting of batches fails', async () => {
    onBatch = () => {
      throw new Error('cannot count');
    };
    const got = await seqs();
    await raise(...some(1));
    await raise(...some(1));
    expect(got).toEqual([1, 2]);
    expect(failures).toEqual([new Error('cannot count'), new Error('cannot count')]);
  });

  describe('that fails', () => {
    const no = new Error('no');

    it('on an event: the event is set aside, and it and all others get the next one', async () => {
      const tried: unknown[] = [];
      orgEvents.observe('org').subscribe(({ seq }) => {
        tried.push(seq);
        if (seq === 1) throw no;
      });
      const got = await seqs();
      await raise(...some(2));
      expect([tried, got, failures]).toEqual([[1, 2], [1, 2], [[1, no]]]);
    });

    it('behind operators: the same', async () => {
      const tried: unknown[] = [];
      orgEvents
        .observe('org')
        .pipe(
          map(({ seq }) => seq),
          map((seq) => `event ${seq}`),
        )
        .subscribe((name) => {
          tried.push(name);
          throw no;
        });
      await settle();
      await raise(...some(2));
      expect(tried).toEqual(['event 1', 'event 2']);
      expect(failures).toEqual([
        [1, no],
        [2, no],
      ]);
    });

    it('in a promise: reported as well', async () => {
      const fails = (): unknown =>
        settle().then(() => {
          throw no;
        });
      orgEvents.observe('org').subscribe(fails);
      await settle();
      await raise(...some(1));
      await settle();
      expect(failures).toEqual([no]);
    });

    it('in an operator: its error handler is called, it ends, and nothing is thrown globally', async () => {
      const told: unknown[] = [];
      const failing = orgEvents.observe('org').pipe(mergeMap(() => from(Promise.reject(no))));
      failing.subscribe({ error: (error) => told.push(error) });
      const silent = failing.subscribe();
      const got = await seqs();
      await raise(...some(1));
      await settle();
      await raise(...some(1));
      expect([told, failures, silent.closed, got]).toEqual([[no], [no], true, [1, 2]]);
    });
  });

  it.each([
    ['epoch', 'the log has another history', { epoch: 'another', head: 1, mark: 50, floor: 0 }],
    ['expired', 'the next event has expired', { epoch: 'epoch', head: 9, mark: 9, floor: 9 }],
  ] as const)('gets "%s" when %s, and continues', async (reason, _, bounds) => {
    const gaps: GapReason[] = [];
    const got = await seqs({ onGap: (gap) => gaps.push(gap) });
    await raise(...some(2));
    const { bounds: own, heads, read } = log;
    log.bounds = () => Promise.resolve(bounds);
    log.heads = () =>
      Promise.resolve({ epoch: bounds.epoch, heads: new Map([['org', { seq: bounds.head, mark: bounds.mark }]]) });
    log.read = () => Promise.resolve([]);
    clock.advance(HEAD_CHECK_MS);
    await settle();
    expect(gaps).toEqual([reason]);
    Object.assign(log, { bounds: own, heads, read });
    registry.accept({ ...task(), seq: bounds.head + 1, mark: 99, prevMark: bounds.mark });
    clock.turn();
    expect(got).toEqual([1, 2, bounds.head + 1]);
  });

  it('has a failing gap callback reported', async () => {
    await seqs({
      onGap: () => {
        throw new Error('deaf');
      },
    });
    const handle = registry.acquire('org');
    handle.channel.acceptHead(handle.channel.headCheck(), { epoch: 'another', seq: 0, mark: 0 });
    await settle();
    expect(failures).toEqual([new Error('deaf')]);
  });

  it('keeps its org in memory until it unsubscribes, even in the middle of a batch', async () => {
    const got: unknown[] = [];
    orgEvents
      .observe('org')
      .pipe(take(1))
      .subscribe(({ seq }) => got.push(seq));
    await settle();
    clock.advance(10 * IDLE_MS);
    expect(registry.size).toBe(1);
    await raise(...some(3));
    expect(got).toEqual([1]);
    clock.advance(IDLE_MS + HEAD_CHECK_MS);
    expect(registry.size).toBe(0);
  });

  it('completes when the application stops', async () => {
    let done = 0;
    orgEvents.observe('org').subscribe({ complete: () => (done += 1) });
    await settle();
    registry.stop();
    expect([done, failures]).toEqual([1, []]);
  });

  it('fails if the log cannot be read to open the org, and may retry', async () => {
    const away = new Error('away');
    const { bounds } = log;
    let left = 2;
    log.bounds = (orgId) => ((left -= 1) < 0 ? bounds.call(log, orgId) : Promise.reject(away));
    const got: unknown[] = [];
    orgEvents.observe('org').subscribe();
    await settle();
    expect(failures).toEqual([away]);
    orgEvents
      .observe('org')
      .pipe(retry(1))
      .subscribe(({ seq }) => got.push(seq));
    await settle();
    await raise(...some(1));
    expect(got).toEqual([1]);
    expect(registry.subscribers).toBe(1);
  });
});
