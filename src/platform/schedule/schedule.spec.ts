import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { SimulatedClock } from '@bellhop/realtime/testing';
import { createDomainFixture, type DomainFixture } from '../../../test/support/domain-fixture.js';
import { SessionCleanup } from '../auth/sessions/session-cleanup.js';
import { IdempotencyKeyCleanup } from '../idempotency/key-cleanup.js';
import { Schedule } from './schedule.js';

const DAY_MS = 86_400_000;

describe('scheduled work', () => {
  let fixture: DomainFixture;
  let runs: number;
  beforeAll(async () => {
    Logger.overrideLogger(false);
    fixture = await createDomainFixture();
  });
  afterAll(() => fixture.close());
  beforeEach(async () => {
    runs = 0;
    await fixture.database.query('delete from scheduled_work', []);
  });

  const instance = (run = (): Promise<void> => Promise.resolve()): Schedule => {
    const schedule = new Schedule(fixture.database, new SimulatedClock());
    const work = async (): Promise<void> => {
      runs += 1;
      await run();
    };
    schedule.add({ name: 'daily', periodMs: DAY_MS, run: work });
    return schedule;
  };
  /** Advances time for the database. */
  const age = (hours: number) =>
    fixture.database.query(`update scheduled_work set due_at = due_at - $1 * interval '1 hour'`, [hours]);

  it('runs once a day even if no process lives that long', async () => {
    for (let deployment = 0; deployment < 10; deployment += 1) {
      const schedule = instance();
      for (let hour = 0; hour < 20; hour += 1) {
        await schedule.look();
        await age(1);
      }
      await schedule.onModuleDestroy();
    }
    // 200 hours: at 0, 24, 48 … 192.
    expect(runs).toBe(9);
  });

  it('is checked at start and every minute, but not after a stop', async () => {
    const clock = new SimulatedClock();
    const schedule = new Schedule(fixture.database, clock);
    schedule.add({ name: 'daily', periodMs: DAY_MS, run: () => Promise.resolve(void (runs += 1)) });
    schedule.onApplicationBootstrap();
    clock.advance(5_000);
    await schedule.look();
    expect(runs).toBe(1);
    await age(24);
    clock.advance(60_000);
    await schedule.look();
    expect(runs).toBe(2);
    await age(24);
    await schedule.onModuleDestroy();
    expect(clock.pendingTimers).toBe(0);
    await schedule.look();
    expect(runs).toBe(2);
  });

  it('runs on one of many instances', async () => {
    await Promise.all(Array.from({ length: 5 }, () => instance().look()));
    expect(runs).toBe(1);
  });

  it('is due again ten minutes after a failed or interrupted run, not at once', async () => {
    const failing = instance(() => Promise.reject(new Error('no')));
    await failing.look();
    await failing.look();
    expect(runs).toBe(1);
    await age(1 / 6);
    await instance().look();
    expect(runs).toBe(2);
    await age(1);
    await instance().look();
    expect(runs).toBe(2);
  });

  it('is not delayed by a database clock that was ahead and has been set back', async () => {
    await instance().look();
    await age(-24 * 365);
    await instance().look();
    expect(runs).toBe(2);
  });

  it('deletes by the database’s clock, whatever an instance’s clock says', async () => {
    const { database, owner } = fixture;
    const key = `insert into answered_commands (org_id, user_id, route, key, body_hash, created_at)
      values ($1, $2, 'POST /tasks', $3, '', now() - $4 * interval '1 hour')`;
    await database.query(key, [owner.orgId, owner.userId, 'old', 25]);
    await database.query(key, [owner.orgId, owner.userId, 'young', 23]);
    fixture.clock.step(365 * DAY_MS);
    const schedule = new Schedule(database, fixture.clock);
    new IdempotencyKeyCleanup(database, schedule).onModuleInit();
    new SessionCleanup(database, schedule).onModuleInit();
    await schedule.look();
    expect(await database.query('select key from answered_commands', [])).toEqual([{ key: 'young' }]);
    expect(await database.query('select name from scheduled_work order by name', [])).toEqual([
      { name: 'old-commands' },
      { name: 'old-sessions' },
    ]);
  });
});
