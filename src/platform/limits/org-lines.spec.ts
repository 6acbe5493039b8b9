import { describe, expect, it } from '@jest/globals';
import { SimulatedClock } from '@bellhop/realtime/testing';
import fc from 'fast-check';
import { type LineLimits, OrgLines, Place } from './org-lines.js';

const LIMITS: LineLimits = {
  underWay: 2,
  waiting: 4,
  waitingBytes: 40,
  allWaiting: 6,
  allWaitingBytes: 60,
  waitMs: 1_000,
};
/** Most milliseconds past its limit at which a waiting request is refused. */
const GRACE_MS = 250;

type State = 'waiting' | 'under way' | 'over' | 'left waiting' | 'late' | 'full';

interface Entry {
  readonly org: string;
  readonly bytes: number;
  readonly order: number;
  readonly at: number;
  state: State;
  waitedMs?: number;
  place?: Place;
}

class Door {
  readonly clock = new SimulatedClock();
  readonly entries: Entry[] = [];
  readonly #tasks: (() => void)[] = [];
  readonly lines: OrgLines;
  /** Requests admitted after waiting, grouped by turn of the event loop. */
  readonly turns: Entry[][] = [];

  constructor(readonly limits: LineLimits = LIMITS) {
    this.lines = new OrgLines(limits, this.clock, (task) => this.#tasks.push(task));
  }

  enter(org: string, bytes = 1): Entry {
    const entry: Entry = { org, bytes, order: this.entries.length, at: this.clock.monotonic(), state: 'waiting' };
    this.entries.push(entry);
    const outcome = this.lines.enter(org, bytes, (called) => {
      if (entry.state !== 'waiting') throw new Error(`${entry.state} was called`);
      entry.state = called === 'admitted' ? 'under way' : 'late';
      if (called === 'admitted') this.turns.at(-1)?.push(entry);
    });
    if (!(outcome instanceof Place)) return Object.assign(entry, { state: 'full', waitedMs: outcome.waitedMs });
    return Object.assign(entry, { place: outcome, state: outcome.state });
  }

  leave(entry: Entry): void {
    entry.state = entry.state === 'waiting' ? 'left waiting' : 'over';
    entry.place?.leave();
  }

  /** One turn of the event loop. */
  turn(): void {
    this.turns.push([]);
    for (const task of this.#tasks.splice(0)) task();
  }

  settle(): void {
    while (this.#tasks.length > 0) this.turn();
  }

  in(state: State, org?: string): Entry[] {
    return this.entries.filter((entry) => entry.state === state && (org === undefined || entry.org === org));
  }
}

describe('OrgLines', () => {
  it('limits what an org has under way without delaying other orgs', () => {
    const door = new Door();
    for (const org of ['a', 'a', 'a', 'a', 'b', 'b', 'c']) door.enter(org);
    expect(door.in('under way').map(({ org }) => org)).toEqual(['a', 'a', 'b', 'b', 'c']);
    expect(door.in('waiting').map(({ org }) => org)).toEqual(['a', 'a']);
  });

  it('admits one request per org and turn of the event loop, in order of arrival', () => {
    const door = new Door();
    for (const org of ['a', 'a', 'b', 'b', 'a', 'a', 'a', 'b']) door.enter(org);
    for (const entry of door.in('under way')) door.leave(entry);
    door.turn();
    door.settle();
    expect(door.turns.map((turn) => turn.map(({ order }) => order))).toEqual([[4, 7], [5]]);
  });

  it('does not let a new request overtake waiting ones when there is room', () => {
    const door = new Door();
    for (const org of ['a', 'a', 'a']) door.enter(org);
    door.in('under way').forEach((entry) => door.leave(entry));
    const late = door.enter('a');
    expect(late.state).toBe('waiting');
    door.turn();
    expect(door.in('under way').map(({ order }) => order)).toEqual([2]);
  });

  it('refuses by count and by bytes, per org and in total, and returns how long the first in line has waited', () => {
    const door = new Door();
    for (let count = 0; count < 6; count += 1) door.enter('a', 10);
    door.clock.advance(600);
    expect(door.enter('a', 0)).toMatchObject({ state: 'full', waitedMs: 600 });
    for (let count = 0; count < 2; count += 1) door.enter('b', 1);
    expect(door.enter('b', 21).state).toBe('full');
    expect([door.enter('b', 20).state, door.enter('b', 0).state]).toEqual(['waiting', 'waiting']);
    expect(door.enter('b', 0).state).toBe('full');
    expect(door.enter('c', 100).state).toBe('under way');
  });

  it('forgets requests that leave while waiting, and never calls them', () => {
    const door = new Door();
    const [first, , gone, next] = ['a', 'a', 'a', 'a'].map((org) => door.enter(org)) as [Entry, Entry, Entry, Entry];
    door.leave(gone);
    door.leave(first);
    door.settle();
    expect([gone.state, next.state]).toEqual(['left waiting', 'under way']);
  });

  it('keeps its limits and the order, and neither loses nor leaks requests', () => {
    const org = fc.constantFrom('a', 'b', 'c');
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ kind: fc.constant('enter' as const), org, bytes: fc.nat(15) }) },
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('finish' as const), which: fc.nat(9) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('abort' as const), which: fc.nat(9) }) },
      { weight: 3, arbitrary: fc.constant({ kind: 'turn' as const }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(1_400) }) },
    );
    const reached = { waited: 0, full: 0, late: 0, aborted: 0, twoInATurn: 0 };
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }), (steps) => {
        const door = new Door();
        for (const each of steps) {
          if (each.kind === 'enter') {
            const { state } = door.enter(each.org, each.bytes);
            if (state === 'waiting') reached.waited += 1;
          } else if (each.kind === 'turn') {
            door.turn();
          } else if (each.kind === 'wait') {
            door.clock.advance(each.ms);
          } else {
            const those = door.in(each.kind === 'finish' ? 'under way' : 'waiting');
            const leaving = those[each.which % (those.length || 1)];
            if (leaving) door.leave(leaving);
            // Leaving twice has no effect: the end of a response and of its connection both call it.
            leaving?.place?.leave();
          }
          expectInOrder(door);
        }
        reached.full += door.in('full').length;
        reached.late += door.in('late').length;
        reached.aborted += door.in('left waiting').length;
        reached.twoInATurn += door.turns.filter(({ length }) => length > 1).length;
        door.settle();
        for (let left = door.in('under way'); left.length > 0; left = door.in('under way')) {
          left.forEach((entry) => door.leave(entry));
          door.settle();
        }
        const { lines, clock } = door;
        expect([door.in('waiting').length, lines.size, lines.waiting, clock.pendingTimers]).toEqual([0, 0, 0, 0]);
      }),
      { seed: 20_261_122, numRuns: 300 },
    );
    expect(Math.min(...Object.values(reached))).toBeGreaterThan(20);
  });
});

/** One comparison for all conditions, because `expect` is slow. */
function expectInOrder({ limits, lines, clock, turns, ...door }: Door): void {
  const line = door.entries.filter(({ state }) => state === 'waiting');
  const broken = [
    lines.waiting !== line.length && 'another number waits',
    line.length > limits.allWaiting && 'too many wait',
    bytesOf(line) > limits.allWaitingBytes && 'too much waits',
    line.some(({ at }) => clock.monotonic() - at >= limits.waitMs + GRACE_MS) && 'one waits too long',
    new Set(turns.at(-1)?.map(({ org }) => org)).size !== (turns.at(-1)?.length ?? 0) && 'two of an org in a turn',
    ...['a', 'b', 'c'].flatMap((org) => {
      const busy = door.entries.filter((entry) => entry.state === 'under way' && entry.org === org);
      const mine = line.filter((entry) => entry.org === org);
      const newest = Math.max(-1, ...busy.map(({ order }) => order));
      return [
        busy.length > limits.underWay && 'too many under way',
        mine.length > limits.waiting && 'too many of an org wait',
        bytesOf(mine) > limits.waitingBytes && 'too much of an org waits',
        mine.some(({ order }) => order < newest) && 'not first come, first served',
      ];
    }),
  ].filter((fault) => fault !== false);
  expect(broken).toEqual([]);
}

const bytesOf = (entries: readonly Entry[]): number => entries.reduce((sum, { bytes }) => sum + bytes, 0);
