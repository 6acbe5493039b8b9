import { describe, expect, it } from '@jest/globals';
import { SimulatedClock } from '../testing/simulated-clock.js';
import { Retention } from './retention.js';

describe('Retention', () => {
  const setUp = (due: number, fail = false) => {
    const clock = new SimulatedClock();
    const steps: { olderThan: number; limit: number }[] = [];
    const forgotten: number[] = [];
    const errors: unknown[] = [];
    let left = due;
    const log = {
      purge(olderThan: number, limit: number): Promise<number> {
        if (fail) return Promise.reject(new Error('away'));
        steps.push({ olderThan, limit });
        const removed = Math.min(left, limit);
        left -= removed;
        return Promise.resolve(removed);
      },
    };
    const alsoForget = (olderThan: number): Promise<void> => Promise.resolve(void forgotten.push(olderThan));
    const options = { retentionMs: 86_400_000, stepSize: 100, alsoForget };
    const retention = new Retention(log, clock, options, (error) => errors.push(error));
    return { clock, steps, forgotten, errors, retention };
  };
  const settle = async (clock: SimulatedClock): Promise<void> => {
    for (let i = 0; i < 10; i += 1) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      clock.turn();
    }
  };

  it('removes what is older than it keeps in small steps, with a turn for writers between two', async () => {
    const { clock, steps, forgotten, retention } = setUp(250);
    const cleaning = retention.clean();
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(steps).toHaveLength(1);
    await settle(clock);
    await cleaning;
    expect(steps).toEqual(Array(3).fill({ olderThan: clock.now() - 86_400_000, limit: 100 }));
    expect(forgotten).toEqual([clock.now() - 86_400_000]);
  });

  it('cleans every minute and leaves no timer when it stops', async () => {
    const { clock, steps, retention } = setUp(0);
    retention.start();
    clock.advance(60_000);
    await settle(clock);
    clock.advance(60_000);
    await settle(clock);
    expect(steps).toHaveLength(2);
    retention.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  it('reports a failure and tries again at the next round', async () => {
    const { errors, retention } = setUp(0, true);
    await retention.clean();
    await retention.clean();
    expect(errors).toHaveLength(2);
  });
});
