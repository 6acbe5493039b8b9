import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SimulatedClock } from '../testing/simulated-clock.js';
import type { Timer } from './clock.js';
import { TimerWheel } from './timer-wheel.js';

const TICK_MS = 200;

type Step =
  | { readonly kind: 'after'; readonly delayMs: number }
  | { readonly kind: 'cancel'; readonly which: number }
  | { readonly kind: 'advance' | 'stall' | 'step'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('after' as const), delayMs: fc.nat(10_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), which: fc.nat(50) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('advance' as const), ms: fc.nat(3_000) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('stall' as const), ms: fc.nat(20_000) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('step' as const), ms: fc.integer({ min: -90_000_000, max: 90_000_000 }) }),
  },
);

interface Modelled {
  readonly due: number;
  readonly timer: Timer;
  ranAt: number | undefined;
  cancelled: boolean;
}

describe('TimerWheel', () => {
  it('fires in order, never early, and late only by the delay of the event loop', () => {
    let stallsNoticed = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const clock = new SimulatedClock();
        const wheel = new TimerWheel(clock, { tickMs: TICK_MS, slots: 16, timersPerTurn: 2 });
        const model: Modelled[] = [];
        const order: number[] = [];
        let stalledUntil = 0;
        for (const what of steps) {
          switch (what.kind) {
            case 'after': {
              const due = clock.monotonic() + what.delayMs;
              const task = (): void => {
                entry.ranAt = clock.monotonic();
                order.push(Math.floor(due / TICK_MS));
                if (entry.ranAt < due) throw new Error('early');
              };
              const entry: Modelled = {
                due,
                timer: wheel.after(what.delayMs, task),
                ranAt: undefined,
                cancelled: false,
              };
              model.push(entry);
              break;
            }
            case 'cancel': {
              const entry = model[what.which];
              entry?.timer.cancel();
              if (entry && entry.ranAt === undefined) entry.cancelled = true;
              break;
            }
            case 'step':
              clock.step(what.ms);
              break;
            case 'stall':
              clock.stall(what.ms);
              stalledUntil = clock.monotonic();
              break;
            case 'advance':
              clock.advance(what.ms);
          }
          const latest = what.kind === 'stall' ? 0 : clock.monotonic() - 2 * TICK_MS;
          for (const { due, ranAt, cancelled } of what.kind === 'advance' ? model : []) {
            if (!cancelled && due <= latest)
              expect(ranAt).toBeLessThanOrEqual(Math.max(due + 2 * TICK_MS, stalledUntil));
            if (ranAt === stalledUntil && due + 2 * TICK_MS < stalledUntil) stallsNoticed += 1;
            if (cancelled) expect(ranAt).toBeUndefined();
          }
          expect(wheel.size).toBe(model.filter(({ ranAt, cancelled }) => ranAt === undefined && !cancelled).length);
          expect(clock.pendingTimers).toBe(wheel.size > 0 ? 1 : 0);
        }
        expect(order).toEqual([...order].sort((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
    expect(stallsNoticed).toBeGreaterThan(50);
  });

  it('yields to the event loop when very many timers fall due at once', () => {
    const clock = new SimulatedClock();
    const deferred: (() => void)[] = [];
    clock.defer = (task) => void deferred.push(task);
    const wheel = new TimerWheel(clock, { timersPerTurn: 100 });
    let ran = 0;
    for (let index = 0; index < 250; index += 1) wheel.after(1_000, () => (ran += 1));
    clock.stall(60_000);
    clock.advance(0);
    expect(ran).toBe(100);
    deferred.shift()?.();
    expect(ran).toBe(200);
    deferred.shift()?.();
    expect([ran, deferred.length, wheel.size]).toEqual([250, 0, 0]);
  });

  it('leaves no timer behind once all tasks have run or were cancelled', () => {
    const clock = new SimulatedClock();
    const wheel = new TimerWheel(clock);
    const cancelled = wheel.after(1_000, () => expect('a cancelled task').toBe('never run'));
    wheel.after(2_000, () => undefined);
    cancelled.cancel();
    cancelled.cancel();
    expect(wheel.size).toBe(1);
    clock.advance(3_000);
    expect(wheel.size).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it('does not run a task that another task of the same tick cancelled', () => {
    const clock = new SimulatedClock();
    const wheel = new TimerWheel(clock);
    const ran: string[] = [];
    wheel.after(500, () => {
      ran.push('first');
      second.cancel();
    });
    const second = wheel.after(500, () => ran.push('second'));
    clock.advance(2_000);
    expect(ran).toEqual(['first']);
  });
});
