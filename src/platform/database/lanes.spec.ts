import { describe, expect, it } from '@jest/globals';
import { SimulatedClock } from '@bellhop/realtime/testing';
import fc from 'fast-check';
import { DatabaseBusyError, DatabaseUnavailableError } from './database.errors.js';
import { type LaneLimits, Lanes } from './lanes.js';

const LIMITS: LaneLimits = { total: 4, perKey: 2, unkeyed: 1, waiting: 6, waitingPerKey: 3, waitMs: 1_000 };

/** The outcome of a call of `enter`. */
interface Entry {
  readonly key: string | undefined;
  readonly order: number;
  state: 'waiting' | 'under way' | 'over' | 'refused';
  refusal?: unknown;
}

class Door {
  readonly clock = new SimulatedClock();
  readonly lanes: Lanes;
  readonly entries: Entry[] = [];

  constructor(readonly limits: LaneLimits = LIMITS) {
    this.lanes = new Lanes(limits, this.clock);
  }

  async enter(key?: string): Promise<Entry> {
    const entry: Entry = { key, order: this.entries.length, state: 'waiting' };
    this.entries.push(entry);
    const refuse = (error: unknown): void => void Object.assign(entry, { state: 'refused', refusal: error });
    try {
      const turn = this.lanes.enter(key);
      if (turn) void turn.then(() => (entry.state = 'under way'), refuse);
      else entry.state = 'under way';
    } catch (error) {
      refuse(error);
    }
    await settled();
    return entry;
  }

  async leave(entry: Entry): Promise<void> {
    entry.state = 'over';
    this.lanes.leave(entry.key);
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

describe('Lanes', () => {
  it('limits what a key has under way without delaying others', async () => {
    const door = new Door();
    for (const key of ['a', 'a', 'a', 'a', 'b']) await door.enter(key);
    expect(door.in('under way').map(({ key }) => key)).toEqual(['a', 'a', 'b']);
  });

  it('gives keys turns, however many entries of one wait', async () => {
    const door = new Door({ ...LIMITS, total: 1 });
    const first = await door.enter('x');
    for (const key of ['a', 'a', 'a', 'b', 'c']) await door.enter(key);
    const admitted: (string | undefined)[] = [];
    for (let next: Entry | undefined = first; next; [next] = door.in('under way')) {
      await door.leave(next);
      admitted.push(...door.in('under way').map(({ key }) => key));
    }
    expect(admitted).toEqual(['a', 'b', 'c', 'a', 'a']);
  });

  it('refuses entries beyond the limit of the key or of all', async () => {
    const door = new Door();
    for (let count = 0; count < 6; count += 1) await door.enter('a');
    expect(door.in('refused')).toHaveLength(1);
    for (const key of ['b', 'b', 'b', 'b', 'c', 'c']) await door.enter(key);
    expect(door.lanes.waiting).toBe(LIMITS.waiting);
    expect(door.in('refused').map(({ key }) => key)).toEqual(['a', 'c']);
  });

  it('refuses an entry that waited too long, as busy', async () => {
    const door = new Door();
    for (const _ of [1, 2]) await door.enter('a');
    const late = await door.enter('a');
    await door.wait(LIMITS.waitMs - 1);
    expect(late.state).toBe('waiting');
    await door.wait(1);
    expect(late.refusal).toBeInstanceOf(DatabaseBusyError);
    expect(door.clock.pendingTimers).toBe(0);
  });

  it('refuses all waiting entries when the database is unavailable', async () => {
    const door = new Door();
    for (const key of ['a', 'a', 'a', 'b', 'b', 'b']) await door.enter(key);
    const away = new DatabaseUnavailableError('away');
    door.lanes.refuseAll(away);
    await settled();
    expect(door.in('refused').map(({ refusal }) => refusal)).toEqual([away, away]);
    expect([door.lanes.waiting, door.clock.pendingTimers]).toEqual([0, 0]);
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
        const door = new Door();
        for (const each of steps) {
          const waiting = new Set(door.in('waiting'));
          if (each.kind === 'enter') {
            const { state } = await door.enter(each.key);
            if (state === 'waiting') reached.waited += 1;
            if (state === 'refused') reached.refused += 1;
          } else if (each.kind === 'wait') {
            await door.wait(each.ms);
            reached.expired += door.in('refused').filter((entry) => waiting.has(entry)).length;
          } else {
            const underWay = door.in('under way');
            const leaving = underWay[each.which % (underWay.length || 1)];
            if (leaving) await door.leave(leaving);
          }
          expectInOrder(door);
        }
        for (let [next] = door.in('under way'); next; [next] = door.in('under way')) await door.leave(next);
        expect([door.in('waiting'), door.lanes.size, door.clock.pendingTimers]).toEqual([[], 0, 0]);
      }),
      { seed: 20_261_121, numRuns: 80 },
    );
    expect(Math.min(...Object.values(reached))).toBeGreaterThan(20);
  });
});

function expectInOrder(door: Door): void {
  const underWay = door.in('under way');
  expect(underWay.length).toBeLessThanOrEqual(LIMITS.total);
  expect(door.lanes.waiting).toBe(door.in('waiting').length);
  for (const key of ['a', 'b', 'c', undefined]) {
    const [mine, line] = [door.in('under way', { key }), door.in('waiting', { key })];
    const limit = key === undefined ? LIMITS.unkeyed : LIMITS.perKey;
    expect(mine.length).toBeLessThanOrEqual(limit);
    // No one waits while there is room.
    if (underWay.length < LIMITS.total && mine.length < limit) expect(line).toEqual([]);
    // First come, first served.
    const newest = Math.max(-1, ...mine.map(({ order }) => order));
    for (const { order } of line) expect(order).toBeGreaterThan(newest);
  }
}
