import { describe, expect, it } from '@jest/globals';
import { BatchLoader } from './batch-loader.js';

describe('BatchLoader', () => {
  const setUp = (fail = false) => {
    const queries: (readonly string[])[] = [];
    const loader = new BatchLoader<string>((ids) => {
      queries.push(ids);
      if (fail) return Promise.reject(new Error('away'));
      return Promise.resolve(new Map(ids.filter((id) => id !== 'none').map((id) => [id, `row ${id}`])));
    });
    return { queries, loader };
  };

  it('asks once for all that is wanted in one turn, and once for each id', async () => {
    const { queries, loader } = setUp();
    const found = await Promise.all(['a', 'b', 'a', 'none'].map((id) => loader.load(id)));
    expect(found).toEqual(['row a', 'row b', 'row a', undefined]);
    expect(queries).toEqual([['a', 'b', 'none']]);
  });

  it('asks again for what is wanted later: it keeps nothing', async () => {
    const { queries, loader } = setUp();
    await loader.load('a');
    await loader.load('a');
    expect(queries).toEqual([['a'], ['a']]);
  });

  it('does not answer from a query that began before the question', async () => {
    const queries: (readonly string[])[] = [];
    const answers: ((rows: Map<string, number>) => void)[] = [];
    const loader = new BatchLoader<number>((ids) => {
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

  it('passes a failure to everyone who waited and goes on', async () => {
    const { loader } = setUp(true);
    const outcomes = await Promise.allSettled(['a', 'b'].map((id) => loader.load(id)));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(loader.load('a')).rejects.toThrow('away');
  });
});
