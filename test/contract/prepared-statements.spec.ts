import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { StaleStatementError } from '../../src/platform/database/database.errors.js';
import { MAX_PREPARED } from '../../src/platform/database/prepared-statements.js';
import { PostgresDriver } from '../../src/platform/database/postgres.driver.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';

/** In a pool of two, single statements share one connection, so statements are prepared there. */
const POOL = 2;

describe('prepared statements on PostgreSQL', () => {
  let postgres: TestPostgres;
  let driver: PostgresDriver;
  let forgotten: number;
  let asked = 0;
  beforeAll(async () => void (postgres = await startPostgres()));
  afterEach(() => driver.close());
  afterAll(() => postgres.stop());

  async function open(preparedStatements?: boolean): Promise<void> {
    forgotten = 0;
    driver = await PostgresDriver.open({
      url: postgres.url,
      poolSize: POOL,
      onIdleError: () => undefined,
      onForgotten: () => (forgotten += 1),
      ...(preparedStatements !== undefined && { preparedStatements }),
    });
  }
  const one = async (text: string, ...params: unknown[]): Promise<unknown> =>
    ((await driver.run(text, params, 'array'))[0] as unknown[])[0];
  /** Texts of the prepared statements, without this query. */
  const prepared = async (): Promise<unknown> =>
    one(
      `select coalesce(array_agg(statement order by prepare_time), '{}') from pg_prepared_statements /* ${(asked += 1)} */`,
    );

  it('are created for repeated texts, on each connection, in transactions too', async () => {
    await open();
    for (const n of [1, 2, 3]) expect(await one('select $1::int', n)).toBe(n);
    await one('select 1 as once');
    expect(await prepared()).toEqual(['select $1::int']);
    for (let round = 0; round < 2; round += 1) {
      await driver.transaction(async (run) => {
        await run('select $1::int + 1', [1], 'array');
        await run('select $1::int + 1', [2], 'array');
      });
    }
    expect(await prepared()).toEqual(['select $1::int', 'select $1::int + 1']);
  });

  it('are limited in number, however many texts come', async () => {
    await open();
    const texts = Array.from(
      { length: MAX_PREPARED + 40 },
      (_, n) => `select ${n} where $1::int in (${'1, '.repeat(n)}1)`,
    );
    for (const text of texts) {
      await one('select $1::int', 1);
      for (let twice = 0; twice < 2; twice += 1) await one(text, 1);
    }
    const kept = (await prepared()) as string[];
    // The last one dropped is closed together with the next prepare.
    expect(kept.length).toBeGreaterThanOrEqual(MAX_PREPARED);
    expect(kept.length).toBeLessThanOrEqual(MAX_PREPARED + 1);
    expect(kept).toContain('select $1::int');
    expect(kept).toContain(texts.at(-1));
    expect(kept).not.toContain(texts[0]);
  });

  it('are not created for texts that fail', async () => {
    await open();
    const failing = Array.from({ length: 30 }, (_, n) => `select 1 / ($1::int - 1) as q${n}`);
    for (const text of failing) {
      for (let twice = 0; twice < 2; twice += 1) await expect(one(text, 1)).rejects.toMatchObject({ code: '22012' });
    }
    for (let twice = 0; twice < 2; twice += 1) await one('select $1::int', 1);
    expect(await prepared()).toEqual(['select $1::int']);
    // One that succeeded before is kept.
    for (const n of [1, 1]) await expect(one('select 1 / $1::int', n)).resolves.toBe(1);
    await expect(one('select 1 / $1::int', 0)).rejects.toMatchObject({ code: '22012' });
    expect(await prepared()).toEqual(['select $1::int', 'select 1 / $1::int']);
  });

  it('are given up where the server has lost them, as behind a pooler', async () => {
    await open();
    await driver.run('create table t (n int)', [], 'array');
    const insert = ['insert into t values ($1)', [1], 'array'] as const;
    for (let twice = 0; twice < 2; twice += 1) {
      await one('select $1::int', 1);
      await driver.commit(...insert);
      await driver.transaction((run) => run(...insert));
    }
    await driver.run('deallocate all', [], 'array');
    await driver.commit(...insert);
    expect(await one('select $1::int', 2)).toBe(2);
    await driver.transaction((run) => run(...insert));
    expect([forgotten, await prepared(), await one('select count(*)::int from t')]).toEqual([1, [], 6]);
  });

  it('roll back a transaction when they are stale, and work in the next one', async () => {
    await open();
    await driver.run('create table s as select 1 as n', [], 'array');
    const work = () =>
      driver.transaction(async (run) => {
        await run('insert into s (n) values (2)', [], 'array');
        return run('select * from s order by n', [], 'array');
      });
    for (let twice = 0; twice < 2; twice += 1) await work();
    await driver.run('alter table s add column more int', [], 'array');
    await expect(work()).rejects.toBeInstanceOf(StaleStatementError);
    expect(await work()).toEqual([[1, null], ...Array.from({ length: 3 }, () => [2, null])]);
  });

  it('leave nothing behind after a refused COPY', async () => {
    await open();
    await driver.run('create table c (n int)', [], 'array');
    for (const copy of ['copy c from stdin', 'copy (select 1) to stdout']) {
      await expect(driver.run(copy, [], 'array')).rejects.toThrow();
      expect(await one('select $1::int', 1)).toBe(1);
    }
  });

  it('are off where the operator says so, and on the maintenance connection', async () => {
    await open(false);
    for (const n of [1, 2, 3]) expect(await one('select $1::int', n)).toBe(n);
    expect(await prepared()).toEqual([]);
    await driver.close();
    await open();
    await one('select $1::int', 1);
    const kept = await driver.transaction(
      async (run) => {
        for (let thrice = 0; thrice < 3; thrice += 1) await run('select $1::int', [1], 'array');
        return run('select statement from pg_prepared_statements', [], 'array');
      },
      { maintenance: true },
    );
    expect(kept).toEqual([]);
  });
});
