import { describe, expect, it } from '@jest/globals';
import { SimulatedClock } from '@bellhop/realtime/testing';
import fc from 'fast-check';
import { type QueueLimits, OrgQueues, QueueSlot } from './org-queues.js';

const LIMITS: QueueLimits = {
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
  slot?: QueueSlot;
}

class QueueProbe {
  readonly clock = new SimulatedClock();
  readonly entries: Entry[] = [];
  readonly #tasks: (() => void)[] = [];
  readonly queues: OrgQueues;
  /** Requests admitted after waiting, grouped by turn of the event loop. */
  readonly turns: Entry[][] = [];

  constructor(readonly limits: QueueLimits = LIMITS) {
    this.queues = new OrgQueues(limits, this.clock, (task) => this.#tasks.push(task));
  }

  enter(org: string, bytes = 1): Entry {
    const entry: Entry = { org, bytes, order: this.entries.length, at: this.clock.monotonic(), state: 'waiting' };
    this.entries.push(entry);
    const outcome = this.queues.enter(org, bytes, (called) => {
      if (entry.state !== 'waiting') throw new Error(`${entry.state} was called`);
      entry.state = called === 'admitted' ? 'under way' : 'late';
      if (called === 'admitted') this.turns.at(-1)?.push(entry);
    });
    if (!(outcome instanceof QueueSlot)) return Object.assign(entry, { state: 'full', waitedMs: outcome.waitedMs });
    return Object.assign(entry, { slot: outcome, state: outcome.state });
  }

  leave(entry: Entry): void {
    entry.state = entry.state === 'waiting' ? 'left waiting' : 'over';
    entry.slot?.leave();
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

describe('OrgQueues', () => {
  it('limits what an org has under way without delaying other orgs', () => {
    const probe = new QueueProbe();
    for (const org of ['a', 'a', 'a', 'a', 'b', 'b', 'c']) probe.enter(org);
    expect(probe.in('under way').map(({ org }) => org)).toEqual(['a', 'a', 'b', 'b', 'c']);
    expect(probe.in('waiting').map(({ org }) => org)).toEqual(['a', 'a']);
  });

  it('admits one request per org and turn of the event loop, in order of arrival', () => {
    const probe = new QueueProbe();
    for (const org of ['a', 'a', 'b', 'b', 'a', 'a', 'a', 'b']) probe.enter(org);
    for (const entry of probe.in('under way')) probe.leave(entry);
    probe.turn();
    probe.settle();
    expect(probe.turns.map((turn) => turn.map(({ order }) => order))).toEqual([[4, 7], [5]]);
  });

  it('does not let a new request overtake waiting ones when there is room', () => {
    const probe = new QueueProbe();
    for (const org of ['a', 'a', 'a']) probe.enter(org);
    probe.in('under way').forEach((entry) => probe.leave(entry));
    const late = probe.enter('a');
    expect(late.state).toBe('waiting');
    probe.turn();
    expect(probe.in('under way').map(({ order }) => order)).toEqual([2]);
  });

  it('refuses by count and by bytes, per org and in total, and returns how long the first in queue has waited', () => {
    const probe = new QueueProbe();
    for (let count = 0; count < 6; count += 1) probe.enter('a', 10);
    probe.clock.advance(600);
    expect(probe.enter('a', 0)).toMatchObject({ state: 'full', waitedMs: 600 });
    for (let count = 0; count < 2; count += 1) probe.enter('b', 1);
    expect(probe.enter('b', 21).state).toBe('full');
    expect([probe.enter('b', 20).state, probe.enter('b', 0).state]).toEqual(['waiting', 'waiting']);
    expect(probe.enter('b', 0).state).toBe('full');
    expect(probe.enter('c', 100).state).toBe('under way');
  });

  it('forgets requests that leave while waiting, and never calls them', () => {
    const probe = new QueueProbe();
    const [first, , gone, next] = ['a', 'a', 'a', 'a'].map((org) => probe.enter(org)) as [Entry, Entry, Entry, Entry];
    probe.leave(gone);
    probe.leave(first);
    probe.settle();
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
        const probe = new QueueProbe();
        for (const each of steps) {
          if (each.kind === 'enter') {
            const { state } = probe.enter(each.org, each.bytes);
            if (state === 'waiting') reached.waited += 1;
          } else if (each.kind === 'turn') {
            probe.turn();
          } else if (each.kind === 'wait') {
            probe.clock.advance(each.ms);
          } else {
            const those = probe.in(each.kind === 'finish' ? 'under way' : 'waiting');
            const leaving = those[each.which % (those.length || 1)];
            if (leaving) probe.leave(leaving);
            // Leaving twice has no effect: the end of a response and of its connection both call it.
            leaving?.slot?.leave();
          }
          expectInOrder(probe);
        }
        reached.full += probe.in('full').length;
        reached.late += probe.in('late').length;
        reached.aborted += probe.in('left waiting').length;
        reached.twoInATurn += probe.turns.filter(({ length }) => length > 1).length;
        probe.settle();
        for (let left = probe.in('under way'); left.length > 0; left = probe.in('under way')) {
          left.forEach((entry) => probe.leave(entry));
          probe.settle();
        }
        const { queues, clock } = probe;
        expect([probe.in('waiting').length, queues.size, queues.waiting, clock.pendingTimers]).toEqual([0, 0, 0, 0]);
      }),
      { seed: 20_261_122, numRuns: 300 },
    );
    expect(Math.min(...Object.values(reached))).toBeGreaterThan(20);
  });
});

/** One comparison for all conditions, because `expect` is slow. */
function expectInOrder({ limits, queues, clock, turns, ...probe }: QueueProbe): void {
  const queue = probe.entries.filter(({ state }) => state === 'waiting');
  const broken = [
    queues.waiting !== queue.length && 'another number waits',
    queue.length > limits.allWaiting && 'too many wait',
    bytesOf(queue) > limits.allWaitingBytes && 'too much waits',
    queue.some(({ at }) => clock.monotonic() - at >= limits.waitMs + GRACE_MS) && 'one waits too long',
    new Set(turns.at(-1)?.map(({ org }) => org)).size !== (turns.at(-1)?.length ?? 0) && 'two of an org in a turn',
    ...['a', 'b', 'c'].flatMap((org) => {
      const busy = probe.entries.filter((entry) => entry.state === 'under way' && entry.org === org);
      const mine = queue.filter((entry) => entry.org === org);
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
