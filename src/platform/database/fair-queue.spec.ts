import { describe, expect, it } from '@jest/globals';
import { SimulatedClock } from '@bellhop/realtime/testing';
import fc from 'fast-check';
import { DatabaseBusyError, DatabaseUnavailableError } from './database.errors.js';
import { type FairQueueLimits, FairQueue } from './fair-queue.js';

const LIMITS: FairQueueLimits = { total: 4, perKey: 2, unkeyed: 1, waiting: 6, waitingPerKey: 3, waitMs: 1_000 };

/** The outcome of a call of `enter`. */
interface Entry {
  readonly key: string | undefined;
  readonly order: number;
  state: 'waiting' | 'under way' | 'over' | 'refused';
  refusal?: unknown;
}

class QueueProbe {
  readonly clock = new SimulatedClock();
  readonly queue: FairQueue;
  readonly entries: Entry[] = [];

  constructor(readonly limits: FairQueueLimits = LIMITS) {
    this.queue = new FairQueue(limits, this.clock);
  }

  async acquire(key?: string): Promise<Entry> {
    const entry: Entry = { key, order: this.entries.length, state: 'waiting' };
    this.entries.push(entry);
    const refuse = (error: unknown): void => void Object.assign(entry, { state: 'refused', refusal: error });
    try {
      const turn = this.queue.acquire(key);
      if (turn) void turn.then(() => (entry.state = 'under way'), refuse);
      else entry.state = 'under way';
    } catch (error) {
      refuse(error);
    }
    await settled();
    return entry;
  }

  async release(entry: Entry): Promise<void> {
    entry.state = 'over';
    this.queue.release(entry.key);
    await settled();
  }

  async wait(ms: number): Promise<void> {
    this.clock.advance(ms);
    await settled();
  }

  in(state: Entry['state'], key?: { readonly key: string | undefined }): Entry[] {
    return this.entries.filter((entry) => entry.state === state && (!key || entry.key === key.key));
  }
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 4; turn += 1) await Promise.resolve();
};

describe('Queues', () => {
  it('limits what a key has under way without delaying others', async () => {
    const probe = new QueueProbe();
    for (const key of ['a', 'a', 'a', 'a', 'b']) await probe.acquire(key);
    expect(probe.in('under way').map(({ key }) => key)).toEqual(['a', 'a', 'b']);
  });

  it('gives keys turns, however many entries of one wait', async () => {
    const probe = new QueueProbe({ ...LIMITS, total: 1 });
    const first = await probe.acquire('x');
    for (const key of ['a', 'a', 'a', 'b', 'c']) await probe.acquire(key);
    const admitted: (string | undefined)[] = [];
    for (let next: Entry | undefined = first; next; [next] = probe.in('under way')) {
      await probe.release(next);
      admitted.push(...probe.in('under way').map(({ key }) => key));
    }
    expect(admitted).toEqual(['a', 'b', 'c', 'a', 'a']);
  });

  it('refuses entries beyond the limit of the key or of all', async () => {
    const probe = new QueueProbe();
    for (let count = 0; count < 6; count += 1) await probe.acquire('a');
    expect(probe.in('refused')).toHaveLength(1);
    for (const key of ['b', 'b', 'b', 'b', 'c', 'c']) await probe.acquire(key);
    expect(probe.queue.waiting).toBe(LIMITS.waiting);
    expect(probe.in('refused').map(({ key }) => key)).toEqual(['a', 'c']);
  });

  it('refuses an entry that waited too long, as busy', async () => {
    const probe = new QueueProbe();
    for (const _ of [1, 2]) await probe.acquire('a');
    const late = await probe.acquire('a');
    await probe.wait(LIMITS.waitMs - 1);
    expect(late.state).toBe('waiting');
    await probe.wait(1);
    expect(late.refusal).toBeInstanceOf(DatabaseBusyError);
    expect(probe.clock.pendingTimers).toBe(0);
  });

  it('refuses all waiting entries when the database is unavailable', async () => {
    const probe = new QueueProbe();
    for (const key of ['a', 'a', 'a', 'b', 'b', 'b']) await probe.acquire(key);
    const away = new DatabaseUnavailableError('away');
    probe.queue.refuseAll(away);
    await settled();
    expect(probe.in('refused').map(({ refusal }) => refusal)).toEqual([away, away]);
    expect([probe.queue.waiting, probe.clock.pendingTimers]).toEqual([0, 0]);
  });

  it('keeps its limits and order, and leaks nothing', async () => {
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.constantFrom('a', 'b', 'c', undefined).map((key) => ({ kind: 'enter', key }) as const),
      },
      { weight: 4, arbitrary: fc.nat(9).map((which) => ({ kind: 'leave', which }) as const) },
      { weight: 1, arbitrary: fc.nat(1_200).map((ms) => ({ kind: 'wait', ms }) as const) },
    );
    const reached = { waited: 0, refused: 0, expired: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }), async (steps) => {
        const probe = new QueueProbe();
        for (const each of steps) {
          const waiting = new Set(probe.in('waiting'));
          if (each.kind === 'enter') {
            const { state } = await probe.acquire(each.key);
            if (state === 'waiting') reached.waited += 1;
            if (state === 'refused') reached.refused += 1;
          } else if (each.kind === 'wait') {
            await probe.wait(each.ms);
            reached.expired += probe.in('refused').filter((entry) => waiting.has(entry)).length;
          } else {
            const underWay = probe.in('under way');
            const leaving = underWay[each.which % (underWay.length || 1)];
            if (leaving) await probe.release(leaving);
          }
          expectInOrder(probe);
        }
        for (let [next] = probe.in('under way'); next; [next] = probe.in('under way')) await probe.release(next);
        expect([probe.in('waiting'), probe.queue.size, probe.clock.pendingTimers]).toEqual([[], 0, 0]);
      }),
      { seed: 20_261_121, numRuns: 80 },
    );
    expect(Math.min(...Object.values(reached))).toBeGreaterThan(20);
  });
});

function expectInOrder(probe: QueueProbe): void {
  const underWay = probe.in('under way');
  expect(underWay.length).toBeLessThanOrEqual(LIMITS.total);
  expect(probe.queue.waiting).toBe(probe.in('waiting').length);
  for (const key of ['a', 'b', 'c', undefined]) {
    const [mine, line] = [probe.in('under way', { key }), probe.in('waiting', { key })];
    const limit = key === undefined ? LIMITS.unkeyed : LIMITS.perKey;
    expect(mine.length).toBeLessThanOrEqual(limit);
    // No one waits while there is room.
    if (underWay.length < LIMITS.total && mine.length < limit) expect(line).toEqual([]);
    // First come, first served.
    const newest = Math.max(-1, ...mine.map(({ order }) => order));
    for (const { order } of line) expect(order).toBeGreaterThan(newest);
  }
}
