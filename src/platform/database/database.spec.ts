import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { emptyDatabase } from '../../../test/support/prepared-database.js';
import { Database } from './database.js';
import { migrate } from './migrate.js';

describe('Database', () => {
  let database: Database;
  beforeAll(async () => {
    database = new Database(await emptyDatabase());
    await database.query('create table t (n int)', []);
  });
  afterAll(() => database.close());

  const numbers = async () => (await database.query<{ n: number }>('select n from t order by n', [])).map(({ n }) => n);

  it('commits when the work resolves and rolls back when it rejects', async () => {
    await database.transaction(({ run }) => run('insert into t values (1)', [], 'object'));
    await expect(
      database.transaction(async (tx) => {
        await database.query('insert into t values (2)', [], tx);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await numbers()).toEqual([1]);
  });

  it('refuses use outside the transaction from within, which would wait for itself', async () => {
    const attempts: (() => PromiseLike<unknown>)[] = [
      () => database.query('select 1', []),
      () => database.db.execute('select 1'),
      () => database.transaction(() => Promise.resolve()),
      () => database.commit('insert into t values (3)', []),
    ];
    for (const attempt of attempts) {
      await expect(database.transaction(attempt as () => Promise<unknown>)).rejects.toMatchObject({
        message: expect.stringMatching(/Failed query|its own `tx`/) as unknown,
      });
    }
    expect(await numbers()).toEqual([1]);
  });

  it('accepts work that was started in a transaction and outlives it', async () => {
    let go = (): void => undefined;
    const over = new Promise<void>((resolve) => (go = resolve));
    const started: Promise<unknown>[] = [];
    await database.transaction(() => {
      started.push(over.then(() => database.query('select 1', [])));
      return Promise.resolve();
    });
    go();
    await expect(Promise.all(started)).resolves.toHaveLength(1);
  });

  it('applies migrations once', async () => {
    expect(await migrate(database)).toBeGreaterThan(0);
    expect(await migrate(database)).toBe(0);
  });
});
