import { describe, expect, it } from '@jest/globals';
import { createBatchLoader } from './batch-loader.js';

describe('createBatchLoader', () => {
  const setUp = (fail = false) => {
    const queries: (readonly string[])[] = [];
    const loader = createBatchLoader<string>((ids) => {
      queries.push(ids);
      if (fail) return Promise.reject(new Error('away'));
      return Promise.resolve(new Map(ids.filter((id) => id !== 'none').map((id) => [id, `row ${id}`])));
    });
    return { queries, loader };
  };

  it('queries all ids of one turn at once, each id once', async () => {
    const { queries, loader } = setUp();
    const found = await Promise.all(['a', 'b', 'a', 'none'].map((id) => loader.load(id)));
    expect(found).toEqual(['row a', 'row b', 'row a', undefined]);
    expect(queries).toEqual([['a', 'b', 'none']]);
  });

  it('queries again for later requests, without a cache', async () => {
    const { queries, loader } = setUp();
    await loader.load('a');
    await loader.load('a');
    expect(queries).toEqual([['a'], ['a']]);
  });

  it('never returns the result of a query that began before the request', async () => {
    const queries: (readonly string[])[] = [];
    const answers: ((rows: Map<string, number>) => void)[] = [];
    const loader = createBatchLoader<number>((ids) => {
      queries.push(ids);
      return new Promise((resolve) => answers.push(resolve));
    });
    const first = loader.load('a');
    await new Promise((resolve) => setImmediate(resolve));
    const second = loader.load('a');
    answers[0]?.(new Map([['a', 1]]));
    expect(await first).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    answers[1]?.(new Map([['a', 2]]));
    expect(await second).toBe(2);
    expect(queries).toHaveLength(2);
  });

  it('has at most one query under way, of at most 500 ids', async () => {
    let underWay = 0;
    const seen: [size: number, underWay: number][] = [];
    const loader = createBatchLoader<string>(async (ids) => {
      underWay += 1;
      seen.push([ids.length, underWay]);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return new Map(ids.map((id) => [id, id]));
    });
    const ids = Array.from({ length: 1_100 }, (_, index) => `${index}`);
    expect(await Promise.all(ids.map((id) => loader.load(id)))).toEqual(ids);
    expect(seen).toEqual([
      [500, 1],
      [500, 1],
      [100, 1],
    ]);
  });

  it('rejects every waiting request on failure, and continues', async () => {
    const { loader } = setUp(true);
    const outcomes = await Promise.allSettled(['a', 'b'].map((id) => loader.load(id)));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(loader.load('a')).rejects.toThrow('away');
  });
});
