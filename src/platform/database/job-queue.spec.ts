import { beforeEach, describe, expect, it } from '@jest/globals';
import { SimulatedClock } from '@bellhop/realtime/testing';
import { JobQueue } from './job-queue.js';

describe('JobQueue', () => {
  let clock: SimulatedClock;
  let queue: JobQueue;
  let started: string[];
  let refused: string[];
  beforeEach(() => {
    clock = new SimulatedClock();
    queue = new JobQueue({ clock, maxWaiting: 10, maxWaitingPerKey: 4, perKey: 2, maxWaitMs: 5_000 });
    [started, refused] = [[], []];
  });

  /** `a1` belongs to the org `a`, `-1` to none. */
  const add = (...names: string[]): void => {
    for (const name of names) {
      const key = name.startsWith('-') ? undefined : name.slice(0, 1);
      queue.add({ key, start: () => started.push(name), refuse: () => refused.push(name) });
    }
  };
  const take = (count: number): void => {
    for (let n = 0; n < count; n += 1) queue.take()?.start();
  };

  it('gives organisations turns, and every other turn to jobs without one', () => {
    add('a1', 'a2', 'b1', 'c1', '-1', '-2', '-3');
    take(9);
    expect(started).toEqual(['-1', 'a1', '-2', 'b1', '-3', 'c1', 'a2']);
  });

  it('forgets a job that is withdrawn, and leaves one that was taken', () => {
    const job = { key: 'a', start: () => started.push('gone'), refuse: () => refused.push('gone') };
    queue.add(job);
    add('a1');
    expect([queue.withdraw(job), queue.withdraw(job)]).toEqual([true, false]);
    take(9);
    expect([started, refused, queue.isEmpty]).toEqual([['a1'], [], true]);
    queue.add(job);
    take(1);
    expect(queue.withdraw(job)).toBe(false);
  });

  it('limits what an organisation has under way, and continues as its jobs end', () => {
    add('a1', 'a2', 'a3', 'b1', 'a4');
    take(9);
    expect(started).toEqual(['a1', 'b1', 'a2']);
    queue.done({ key: 'a' });
    take(9);
    expect(started.slice(3)).toEqual(['a3']);
    for (const key of ['a', 'a', 'b']) queue.done({ key });
    take(9);
    expect(started.slice(4)).toEqual(['a4']);
  });

  it('refuses jobs beyond the limit of the organisation or of all', () => {
    add('a1', 'a2', 'a3', 'a4', 'a5', '-1', '-2', '-3', '-4', '-5', '-6', '-7', 'b1');
    expect(refused).toEqual(['a5', '-7', 'b1']);
  });

  it('refuses jobs that waited too long, and has no timer while none wait', () => {
    add('a1', 'b1', '-1');
    take(1);
    clock.advance(3_000);
    add('a2');
    clock.advance(2_250);
    expect(refused).toEqual(['a1', 'b1']);
    take(9);
    expect(started).toEqual(['-1', 'a2']);
    clock.advance(250);
    expect(clock.pendingTimers).toBe(0);
    add('a3', '-2');
    queue.refuseAll(new Error('over'));
    expect([refused.slice(2), clock.pendingTimers]).toEqual([['-2', 'a3'], 0]);
  });
});
