import { describe, expect, it } from '@jest/globals';
import { SimulatedClock } from '../testing/simulated-clock.js';
import { Retention } from './retention.js';
import { expiryOf, type RetentionLimits } from './segments.js';

const DAY = 86_400_000;
const MINUTE = 60_000;

describe('Retention', () => {
  const setUp = () => {
    const clock = new SimulatedClock();
    const rounds: RetentionLimits[] = [];
    const forgotten: number[] = [];
    const errors: unknown[] = [];
    const world = { epoch: 'first', neededFrom: clock.now(), asked: 0, fail: false, under: Promise.resolve() };
    const log = {
      get epoch() {
        return world.epoch;
      },
      async purge(limits: RetentionLimits) {
        if (world.fail) throw new Error('away');
        rounds.push(limits);
        await world.under;
        return { removed: 7, heldBack: expiryOf(limits, clock.now()).heldBack };
      },
    };
    const options = {
      retentionMs: DAY,
      neededFrom: () => {
        world.asked += 1;
        return Promise.resolve(world.neededFrom);
      },
      alsoForget: (ageMs: number) => Promise.resolve(void forgotten.push(ageMs)),
    };
    const retention = new Retention(log, clock, options, (error) => errors.push(error));
    return { clock, rounds, forgotten, errors, world, log, retention };
  };
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

  it('passes how long events are kept, and leaves the time to the log', async () => {
    const { rounds, forgotten, retention, log, clock } = setUp();
    const plain = new Retention(log, clock, { retentionMs: DAY }, () => undefined);
    await plain.clean();
    expect(rounds).toEqual([{ keepMs: DAY }]);
    await retention.clean();
    expect(forgotten).toEqual([DAY]);
    expect(retention.purgedTotal).toBe(7);
  });

  it('cleans every minute, one round at a time, and leaves no timer when it stops', async () => {
    const { clock, rounds, retention } = setUp();
    retention.start();
    clock.advance(MINUTE);
    void retention.clean();
    await settle();
    clock.advance(MINUTE);
    await settle();
    expect(rounds).toHaveLength(2);
    await retention.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  it('stops once the current round has ended', async () => {
    const { world, retention } = setUp();
    let end = (): void => undefined;
    world.under = new Promise((resolve) => (end = resolve));
    const done: string[] = [];
    void retention.clean().then(() => done.push('round'));
    await settle();
    const stopped = retention.stop().then(() => done.push('stopped'));
    await settle();
    expect(done).toEqual([]);
    end();
    await stopped;
    expect(done).toEqual(['round', 'stopped']);
  });

  it('reports a failure and tries again in the next round', async () => {
    const { world, errors, rounds, retention } = setUp();
    world.fail = true;
    await retention.clean();
    await retention.clean();
    expect(errors).toHaveLength(2);
    world.fail = false;
    await retention.clean();
    expect(rounds).toHaveLength(1);
  });

  it('keeps needed events for three times as long, and asks what is needed only when that matters', async () => {
    const { clock, rounds, world, retention } = setUp();
    const stuck = world.neededFrom;
    await retention.clean();
    expect(rounds).toEqual([{ keepMs: DAY, maxKeepMs: 3 * DAY, neededFrom: stuck }]);
    clock.advance(DAY);
    await retention.clean();
    expect(world.asked).toBe(1);
    // The subscriber has not moved: the events after it are kept, and asked about now and then.
    clock.advance(MINUTE);
    await retention.clean();
    expect(world.asked).toBe(2);
    for (let minute = 0; minute < 20; minute += 1) {
      clock.advance(MINUTE);
      await retention.clean();
    }
    expect(world.asked).toBe(4);
    expect(rounds.at(-1)?.neededFrom).toBe(stuck);
    // It has caught up: the log lets go within ten minutes.
    world.neededFrom = clock.now();
    clock.advance(10 * MINUTE);
    await retention.clean();
    expect(rounds.at(-1)?.neededFrom).toBe(world.neededFrom);
    expect(world.asked).toBe(5);
  });

  it('asks again in another life of the log, whose subscribers have other positions', async () => {
    const { rounds, world, retention } = setUp();
    await retention.clean();
    world.epoch = 'restored';
    world.neededFrom -= DAY;
    await retention.clean();
    expect(rounds.at(-1)?.neededFrom).toBe(world.neededFrom);
  });
});
