import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '@bellhop/realtime';
import { SimulatedClock } from '@bellhop/realtime/testing';
import { Database } from '../../src/platform/database/database.js';
import { PostgresDriver } from '../../src/platform/database/postgres.driver.js';
import { Counters } from '../../src/platform/limits/counters.js';
import type { Limiter } from '../../src/platform/limits/limiter.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';

const policy = { name: 'test', points: 10, seconds: 60 };

describe('limits on guessing, with PostgreSQL', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.stop());

  interface Instance {
    readonly counters: Counters;
    readonly database: Database;
    readonly limiter: Limiter;
  }
  const instances: Instance[] = [];
  const start = async (clock = systemClock): Promise<Instance> => {
    const { url } = postgres;
    const driver = await PostgresDriver.open({ url, poolSize: 2, onIdleError: () => undefined });
    const database = new Database(driver);
    const settings = { rateLimit: true, rateLimitFactor: 1, database: { kind: 'postgres', url, poolSize: 2 } } as const;
    const counters = new Counters(settings, clock, database);
    const instance = { counters, database, limiter: counters.shared(policy) };
    instances.push(instance);
    return instance;
  };
  const stop = async ({ counters, database }: Instance): Promise<void> => {
    counters.onModuleDestroy();
    await database.close();
  };
  let one: Instance;
  let other: Instance;
  beforeEach(async () => {
    [one, other] = await Promise.all([start(), start()]);
    // Concurrently, as instances start.
    await Promise.all([one.counters.onApplicationBootstrap(), other.counters.onApplicationBootstrap()]);
  });
  afterEach(async () => {
    await Promise.all(instances.splice(0).map(stop));
  });

  it('count across instances, concurrent attempts included', async () => {
    const verdicts = await Promise.all(
      Array.from({ length: 30 }, async (_, n) => (n % 2 === 0 ? one : other).limiter.take('both')),
    );
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(10);
    expect(await other.limiter.take('both')).toMatchObject({ allowed: false, remaining: 0 });
    expect(await other.limiter.take('neither')).toMatchObject({ allowed: true, remaining: 9 });
  });

  it('return the point of a success', async () => {
    for (let n = 0; n < 10; n += 1) await one.limiter.take('good');
    await other.limiter.giveBack('good');
    expect(await one.limiter.take('good')).toMatchObject({ allowed: true });
    expect(await one.limiter.take('good')).toMatchObject({ allowed: false });
  });

  it('survive a restart', async () => {
    for (let n = 0; n < 11; n += 1) await one.limiter.take('stays');
    const later = await start();
    await later.counters.onApplicationBootstrap();
    expect(await later.limiter.take('stays')).toMatchObject({ allowed: false });
  });

  it('use the database’s clock, however far ahead an instance’s is', async () => {
    for (let n = 0; n < 11; n += 1) await one.limiter.take('ahead');
    const ahead = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 90_000_000);
    try {
      const clock = new SimulatedClock(Date.now());
      const cleaning = await start(clock);
      await cleaning.counters.onApplicationBootstrap();
      clock.advance(300_000);
      expect(await other.limiter.take('ahead')).toMatchObject({ allowed: false });
      expect(await cleaning.limiter.take('from there')).toMatchObject({ allowed: true, resetSeconds: 60 });
    } finally {
      ahead.mockRestore();
    }
    expect((await one.limiter.take('from there')).resetSeconds).toBeLessThanOrEqual(60);
    expect(await one.limiter.take('ahead')).toMatchObject({ allowed: false });
  });

  it('start anew when their window began on a clock that has gone back since', async () => {
    const late = Date.now() + 90_000_000;
    await one.database.query(`insert into rate_limits values ('test:late', 99, $1)`, [late]);
    expect(await one.limiter.take('late')).toMatchObject({ allowed: true, remaining: 9 });
  });

  it('are counted in memory while the database does not respond', async () => {
    await one.database.close();
    const verdicts = [];
    for (let n = 0; n < 12; n += 1) verdicts.push((await one.limiter.take('alone')).allowed);
    expect(verdicts.filter((allowed) => allowed)).toHaveLength(10);
    instances.splice(instances.indexOf(one), 1);
    one.counters.onModuleDestroy();
  });

  it('are deleted after they end', async () => {
    const clock = new SimulatedClock(Date.now());
    const cleaning = await start(clock);
    await cleaning.counters.onApplicationBootstrap();
    await one.limiter.take('living');
    await one.database.query(`insert into rate_limits values ('test:over', 3, $1)`, [Date.now() - 1]);
    clock.advance(300_000);
    const keys = async () =>
      (await one.database.query<{ key: string }>('select key from rate_limits', [])).map(({ key }) => key);
    for (let look = 0; look < 1_000 && (await keys()).includes('test:over'); look += 1);
    expect(await keys()).not.toContain('test:over');
    expect(await keys()).toContain('test:living');
  });
});
