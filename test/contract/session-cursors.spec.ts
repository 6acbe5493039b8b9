import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MemorySessionCursors, type SessionCursors, SqlSessionCursors } from '@bellhop/realtime';
import { SimulatedClock } from '@bellhop/realtime/testing';
import { Database } from '../../src/platform/database/database.js';
import { PostgresDriver } from '../../src/platform/database/postgres.driver.js';
import { emptyDatabase } from '../support/prepared-database.js';
import { UNHURRIED } from '../support/held-transaction.js';
import { startPostgres } from '../support/postgres.js';

interface UnderTest {
  readonly cursors: SessionCursors;
  close(): Promise<void>;
}

/** Behaviour that every driver of the session cursors must have. */
function describeSessionCursors(name: string, open: (clock: SimulatedClock) => Promise<UnderTest>): void {
  describe(`session cursors: ${name}`, () => {
    const clock = new SimulatedClock();
    let under: UnderTest;
    beforeAll(async () => {
      under = await open(clock);
      await under.cursors.open();
      await under.cursors.open();
    });
    afterAll(() => under.close());

    it('returns nothing for a session that never polled', async () => {
      expect(await under.cursors.find('nobody', 'all')).toBeUndefined();
    });

    it('keeps one cursor per session and view', async () => {
      await under.cursors.keep('a', 'tasks|*', 'e.1.7');
      await under.cursors.keep('a', `tasks|${'p,'.repeat(5_000)}`, 'e.2.7');
      await under.cursors.keep('b', 'tasks|*', 'e.3.7');
      await under.cursors.keep('a', 'tasks|*', 'e.4.7');
      const found = [
        ['a', 'tasks|*'] as const,
        ['a', `tasks|${'p,'.repeat(5_000)}`] as const,
        ['b', 'tasks|*'] as const,
      ];
      expect(await Promise.all(found.map(([session, view]) => under.cursors.find(session, view)))).toEqual([
        'e.4.7',
        'e.2.7',
        'e.3.7',
      ]);
    });

    it('deletes unused cursors, and only those', async () => {
      await under.cursors.keep('old', 'v', 'e.1.7');
      await under.cursors.keep('used', 'v', 'e.1.7');
      clock.advance(1_000);
      await under.cursors.keep('used', 'v', 'e.2.7');
      await under.cursors.expire(999);
      expect(await under.cursors.find('old', 'v')).toBeUndefined();
      expect(await under.cursors.find('used', 'v')).toBe('e.2.7');
    });
  });
}

describe('session cursors: SQL, by the database’s clock', () => {
  it('measures their age, whatever the instances’ clocks', async () => {
    const driver = await emptyDatabase();
    const cursors = new SqlSessionCursors(new Database(driver));
    await cursors.open();
    await cursors.keep('a', 'v', 'e.1.7');
    await cursors.expire(60_000);
    expect(await cursors.find('a', 'v')).toBe('e.1.7');
    await cursors.expire(-60_000);
    expect(await cursors.find('a', 'v')).toBeUndefined();
    await driver.close();
  });
});

describeSessionCursors('memory', (clock) =>
  Promise.resolve({ cursors: new MemorySessionCursors(clock), close: () => Promise.resolve() }),
);

describeSessionCursors('SQL on PGlite', async (clock) => {
  const driver = await emptyDatabase();
  return { cursors: new SqlSessionCursors(new Database(driver), clock), close: () => driver.close() };
});

describeSessionCursors('SQL on PostgreSQL', async (clock) => {
  const postgres = await startPostgres();
  const driver = await PostgresDriver.open({
    url: postgres.url,
    poolSize: 2,
    bounds: UNHURRIED,
    onIdleError: () => undefined,
  });
  return {
    cursors: new SqlSessionCursors(new Database(driver), clock),
    close: async () => {
      await driver.close();
      await postgres.stop();
    },
  };
});
