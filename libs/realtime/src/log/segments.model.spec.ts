import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planRetention, type RetentionLimits, type Segments, SLOTS } from './segments.js';

const KEEP_MS = 90;

interface Stored {
  readonly seq: number;
  readonly loggedAt: number;
}

/** An org's counter row, as appends keep it. */
interface Counter {
  head: number;
  loggedAt: number;
  segment: number;
}

/** A model of the SQL log in which every writer can be arbitrarily slow. */
class World {
  now = 1_000;
  segments: Segments = { segment: 0, openedAt: 1_000, closedAt: Array<null>(SLOTS).fill(null), expiredBefore: 0 };
  readonly slots: Map<string, Stored[]>[] = Array.from({ length: SLOTS }, () => new Map<string, Stored[]>());
  readonly counters = new Map<string, Counter>();

  /** @param known the open segment as the writer saw it, before it waited for the org's counter */
  append(org: string, known: number): void {
    const counter = this.counters.get(org) ?? { head: 0, loggedAt: 0, segment: 0 };
    this.counters.set(org, counter);
    counter.head += 1;
    counter.loggedAt = Math.max(counter.loggedAt, this.now);
    counter.segment = known;
    const slot = this.slots[counter.segment % SLOTS];
    slot?.set(org, [...(slot.get(org) ?? []), { seq: counter.head, loggedAt: counter.loggedAt }]);
  }

  /** @param locked a subscriber holds the oldest segment: it cannot be dropped */
  round(limits: RetentionLimits, locked: boolean): void {
    const { next, expired } = planRetention(this.segments, limits, this.now);
    this.segments = next;
    for (const slot of locked ? [] : expired) {
      this.slots[slot]?.clear();
      this.segments = { ...this.segments, closedAt: this.segments.closedAt.map((at, i) => (i === slot ? null : at)) };
    }
  }

  /** The events that subscribers get. */
  visible(org: string): Stored[] {
    const stored = this.stored(org);
    const first = stored.findIndex(({ loggedAt }) => loggedAt >= this.segments.expiredBefore);
    return first === -1 ? [] : stored.slice(first);
  }

  /** Every stored event, in order. */
  stored(org: string): Stored[] {
    return this.slots.flatMap((slot) => slot.get(org) ?? []).sort((a, b) => a.seq - b.seq);
  }

  get openSlot(): number {
    return this.segments.segment % SLOTS;
  }
}

const commandsOf = (slow: readonly number[], steps: readonly number[]) =>
  fc.array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          kind: fc.constant('append' as const),
          org: fc.constantFrom('a', 'b'),
          slow: fc.constantFrom(...slow),
        }),
      },
      {
        weight: 6,
        arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(5, 10, 30, 30, 90) }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('step' as const), ms: fc.constantFrom(...steps) }) },
      {
        weight: 6,
        arbitrary: fc.record({
          kind: fc.constant('round' as const),
          needed: fc.option(fc.integer({ min: 0, max: 400 }), { freq: 1 }),
          locked: fc.constantFrom(true, false, false),
        }),
      },
    ),
    { maxLength: 60, size: 'max' },
  );

const limitsOf = (now: number, needed: number | null): RetentionLimits => ({
  keepMs: KEEP_MS,
  maxKeepMs: 3 * KEEP_MS,
  ...(needed !== null && { neededFrom: now - needed }),
});

describe('planRetention', () => {
  it.each([
    // A writer waits for less time than events are kept: statements have a timeout.
    ['slow writers, locked segments and clocks that are corrected', [0, 0, 2, 4], [-20, 20]],
    ['locked segments and clocks that jump', [0], [-200, 200]],
  ])('only ever removes the beginning of an org’s log, with %s', (_with, slow, steps) => {
    fc.assert(
      fc.property(commandsOf(slow, steps), (commands) => {
        const world = new World();
        const seen: { readonly segment: number; readonly at: number }[] = [];
        let passed = 0;
        for (const what of commands) {
          if (what.kind === 'append') {
            const known = seen.slice(-1 - what.slow).find(({ at }) => passed - at < KEEP_MS / 3);
            world.append(what.org, known?.segment ?? world.segments.segment);
          }
          if (what.kind === 'pass') passed += what.ms;
          if (what.kind === 'pass' || what.kind === 'step') world.now += what.ms;
          if (what.kind === 'round') world.round(limitsOf(world.now, what.needed), what.locked);
          seen.push({ segment: world.segments.segment, at: passed });
          expect(world.segments.closedAt[world.openSlot]).toBeNull();
          for (const [name, { head }] of world.counters) {
            const seqs = world.visible(name).map(({ seq }) => seq);
            expect(seqs).toEqual(seqs.map((_, index) => head - seqs.length + 1 + index));
          }
        }
      }),
      { numRuns: 300, seed: 20_261_122 },
    );
  });

  it('drops nothing before it expires, and everything some time after, whatever was held back before', () => {
    fc.assert(
      fc.property(commandsOf([0], [-200, -20, 20, 200]), (commands) => {
        const world = new World();
        for (const what of commands) {
          if (what.kind === 'append') world.append(what.org, world.segments.segment);
          if (what.kind === 'pass') world.now += what.ms;
          if (what.kind !== 'round') continue;
          const limits = limitsOf(world.now, what.needed);
          const before = ['a', 'b'].flatMap((name) => world.stored(name));
          world.round(limits, what.locked);
          const after = new Set(['a', 'b'].flatMap((name) => world.stored(name)));
          for (const event of before) {
            if (event.loggedAt >= world.segments.expiredBefore) expect(after).toContain(event);
          }
          expect(world.segments.expiredBefore).toBeLessThanOrEqual(world.now - KEEP_MS);
        }
        // Each segment closes after a third of the retention time, and goes when its last event has expired.
        for (let round = 0; round < 4 * SLOTS; round += 1) {
          world.now += KEEP_MS / 3;
          world.round(limitsOf(world.now, null), false);
          world.round(limitsOf(world.now, null), false);
        }
        expect(['a', 'b'].flatMap((name) => world.stored(name))).toEqual([]);
      }),
      { numRuns: 300, seed: 20_261_123 },
    );
  });

  it('recovers at once when a clock that was ahead is corrected', () => {
    const ahead = { segment: 5, openedAt: 90_000_000, closedAt: [80_000_000, null, null, null], expiredBefore: 0 };
    const { next } = planRetention({ ...ahead, expiredBefore: 89_000_000 }, { keepMs: 300 }, 1_000);
    expect(next).toEqual({ segment: 5, openedAt: 1_000, closedAt: [1_000, null, null, null], expiredBefore: 1_000 });
    const later = planRetention(next, { keepMs: 300 }, 1_301);
    expect(later.expired).toEqual([0]);
    expect(later.next.expiredBefore).toBe(1_001);
  });

  it('keeps needed events up to the cap, and reports it', () => {
    const open = { segment: 0, openedAt: 0, closedAt: [null, null, null, null], expiredBefore: 0 };
    const limits = { keepMs: 100, maxKeepMs: 300 };
    const plan = (neededFrom: number) => planRetention(open, { ...limits, neededFrom }, 1_000);
    expect(plan(950)).toMatchObject({ heldBack: false, next: { expiredBefore: 900 } });
    expect(plan(800)).toMatchObject({ heldBack: true, next: { expiredBefore: 800 } });
    expect(plan(10)).toMatchObject({ heldBack: true, next: { expiredBefore: 700 } });
    expect(planRetention(open, { keepMs: 100, neededFrom: 10 }, 1_000).next.expiredBefore).toBe(900);
  });
});
