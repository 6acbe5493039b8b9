import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SimulatedClock } from '../testing/simulated-clock.js';
import { TimerWheel } from './timer-wheel.js';

describe('TimerWheel', () => {
  it('runs each task within two ticks after it is due and never before, on one timer', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 50 }),
        fc.nat(199),
        (delays, offset) => {
          const clock = new SimulatedClock(0);
          const wheel = new TimerWheel(clock, 200, 16);
          const keepTicking = wheel.after(120_000, () => undefined);
          clock.advance(offset);
          const ran: { delay: number; after: number }[] = [];
          const start = clock.now();
          for (const delay of delays) wheel.after(delay, () => ran.push({ delay, after: clock.now() - start }));
          expect(clock.pendingTimers).toBe(1);
          clock.advance(61_000);
          expect(ran.map(({ delay }) => delay).sort()).toEqual([...delays].sort());
          for (const { delay, after } of ran) {
            expect(after).toBeGreaterThanOrEqual(delay);
            expect(after).toBeLessThanOrEqual(delay + 400);
          }
          keepTicking.cancel();
        },
      ),
    );
  });

  it('leaves no timer behind when everything has run or was cancelled', () => {
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
