import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Limiter } from './limiter.js';
import { MemoryLimiter } from './memory-limiter.js';

const policy = { name: 'test', points: 3, seconds: 60 };

describe('MemoryLimiter', () => {
  beforeEach(() => void jest.useFakeTimers({ now: 1_000_000 }));
  afterEach(() => void jest.useRealTimers());

  const limiter = (maxKeys?: number): Limiter & Pick<MemoryLimiter, 'size'> => new MemoryLimiter(policy, maxKeys);
  const taken = async (limit: Limiter, key: string, times: number) => {
    const verdicts = [];
    for (let n = 0; n < times; n += 1) verdicts.push((await limit.take(key)).allowed);
    return verdicts;
  };

  it('allows as many as it has points, separately for each key', async () => {
    const limit = limiter();
    expect(await taken(limit, 'a', 4)).toEqual([true, true, true, false]);
    expect(await taken(limit, 'b', 1)).toEqual([true]);
  });

  it('counts concurrent attempts', async () => {
    const limit = limiter();
    const verdicts = await Promise.all(Array.from({ length: 10 }, async () => limit.take('a')));
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(3);
  });

  it('returns the points left and the time until they reset', async () => {
    const limit = limiter();
    expect(await limit.take('a', 2)).toMatchObject({ allowed: true, remaining: 1, resetSeconds: 60 });
    jest.advanceTimersByTime(59_999);
    expect(await limit.take('a', 2)).toMatchObject({ allowed: false, remaining: 0, resetSeconds: 1 });
  });

  it('resets when its window ends, not before, however many attempts there were', async () => {
    const limit = limiter();
    await taken(limit, 'a', 20);
    jest.advanceTimersByTime(59_999);
    expect(await taken(limit, 'a', 1)).toEqual([false]);
    jest.advanceTimersByTime(1);
    expect(await taken(limit, 'a', 4)).toEqual([true, true, true, false]);
  });

  it('keeps no key blocked after the clock was set back', async () => {
    const limit = limiter();
    await taken(limit, 'a', 4);
    jest.setSystemTime(1_000_000 - 3_600_000);
    expect(await taken(limit, 'a', 4)).toEqual([true, true, true, false]);
  });

  it('takes back a successful attempt', async () => {
    const limit = limiter();
    await taken(limit, 'a', 3);
    await limit.giveBack('a');
    expect(await taken(limit, 'a', 2)).toEqual([true, false]);
  });

  it('evicts the least recently used key when there are too many', async () => {
    const limit = limiter(2);
    await taken(limit, 'a', 3);
    await taken(limit, 'b', 3);
    expect(await taken(limit, 'a', 1)).toEqual([false]);
    await limit.take('c');
    expect(await taken(limit, 'a', 1)).toEqual([false]);
    expect(await taken(limit, 'b', 1)).toEqual([true]);
  });

  it('drops keys whose window has ended as others arrive, and no others', async () => {
    const limit = limiter();
    for (let n = 0; n < 100; n += 1) await limit.take(`early ${n}`);
    jest.advanceTimersByTime(59_999);
    await limit.take('late');
    expect(limit.size).toBe(101);
    jest.advanceTimersByTime(1);
    for (let n = 0; n < 60; n += 1) await limit.take(`later ${n}`);
    expect(limit.size).toBe(61);
    expect(await taken(limit, 'late', 3)).toEqual([true, true, false]);
  });

  it('takes back no more than was taken', async () => {
    const limit = limiter();
    await limit.giveBack('a');
    await limit.take('a');
    await limit.giveBack('a');
    await limit.giveBack('a');
    expect(await taken(limit, 'a', 4)).toEqual([true, true, true, false]);
  });
});
