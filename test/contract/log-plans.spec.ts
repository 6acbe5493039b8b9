import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SqlEventLog } from '@bellhop/realtime';
import { Database, type Tx } from '../../src/platform/database/database.js';
import { PostgresDriver } from '../../src/platform/database/postgres.driver.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';

/** The checked fields of a PostgreSQL plan. */
interface Plan {
  readonly 'Plan Rows': number;
  readonly 'Total Cost': number;
}

const ORG = 'aurora';
const EVENTS = 20_000;

/**
 * PostgreSQL JIT-compiles a statement whose plan looks expensive: 50 to 200 ms each time for one that takes 1 ms. For
 * tables never analysed it guesses their size, and errors multiply. So frequent queries have to look cheap to the
 * planner even then.
 */
describe('frequent log queries in PostgreSQL', () => {
  let postgres: TestPostgres;
  let database: Database;
  let log: SqlEventLog<Tx>;
  beforeAll(async () => {
    postgres = await startPostgres();
    const driver = await PostgresDriver.open({ url: postgres.url, poolSize: 2, onIdleError: () => undefined });
    database = new Database(driver);
    log = new SqlEventLog(database);
    await log.open();
    // Whether JIT is on by default depends on the machine; the planner’s costs do not.
    await database.query(`alter system set jit = on`, []);
    await database.query('select pg_reload_conf()', []);
  });
  afterAll(async () => {
    await database.close();
    await postgres.stop();
  });

  /** With the most rows that the planner may expect: for a single row, an estimate must not exceed 1. */
  const asks: readonly (readonly [what: string, rows: number, ask: () => Promise<unknown>])[] = [
    ['bounds', 1, () => log.bounds(ORG)],
    ['the last event before a time', 1, () => log.seqBefore(ORG, 60_000)],
    ['the head of one org', Infinity, () => log.heads([ORG])],
    ['the next events', Infinity, () => log.read(ORG, EVENTS - 50, 100)],
  ];
  const fill = () =>
    database.query(
      `with org as (insert into realtime_heads (org_id, head, mark) values ($1, $2, 7))
       insert into realtime_events (org_id, seq, event_id, event_type, domain, raised_at, payload)
       select $1, n, gen_random_uuid(), 'TaskCreated', 'tasks', n, '{}' from generate_series(1, $2::int) as n`,
      [ORG, EVENTS],
    );

  /** Returns the generic plans of a call’s statements, as PostgreSQL plans repeated statements. */
  async function plansOf(ask: () => Promise<unknown>): Promise<readonly Plan[]> {
    const asked = jest.spyOn(database, 'query');
    await ask();
    const statements = asked.mock.calls.map(([text, params]) => ({ text, params }));
    asked.mockRestore();
    expect(statements.length).toBeGreaterThan(0);
    return database.transaction(async (tx) => {
      await database.query('set local plan_cache_mode = force_generic_plan', [], tx);
      const plans: Plan[] = [];
      for (const [index, { text, params }] of statements.entries()) {
        const given = params.length > 0 ? `(${params.map(literal).join(', ')})` : '';
        await database.query(`prepare asked_${index} as ${text}`, [], tx);
        const explained = `explain (format json) execute asked_${index}${given}`;
        const [row] = await database.query<{ 'QUERY PLAN': readonly { Plan: Plan; JIT?: unknown }[] }>(
          explained,
          [],
          tx,
        );
        const [{ Plan: plan, JIT: jit } = {}] = row?.['QUERY PLAN'] ?? [];
        if (plan === undefined) throw new Error(`no plan of ${text}`);
        expect([text, jit]).toEqual([text, undefined]);
        plans.push(plan);
        await database.query(`deallocate asked_${index}`, [], tx);
      }
      return plans;
    });
  }

  const limit = async (): Promise<number> => {
    const [row] = await database.query<{ jit_above_cost: string }>('show jit_above_cost', []);
    return Number(row?.jit_above_cost);
  };

  const states: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['empty and never analysed', () => Promise.resolve()],
    ['full and never analysed', fill],
    ['full and analysed', () => database.query('analyze', [])],
  ];
  for (const [state, prepare] of states) {
    it(`look cheap to the planner: tables that are ${state}`, async () => {
      await prepare();
      const most = (await limit()) / 10;
      for (const [what, rows, ask] of asks) {
        for (const plan of await plansOf(ask)) {
          const { 'Plan Rows': expected, 'Total Cost': cost } = plan;
          expect({ what, expected, cost, fits: expected <= rows && cost < most }).toMatchObject({ fits: true });
        }
      }
    });
  }
});

/** Formats a parameter as an SQL literal: text, numbers, lists of text and null are the only types used. */
function literal(value: unknown): string {
  if (value === null || typeof value === 'number') return String(value);
  if (typeof value === 'string') return `'${value}'`;
  return `'{${(value as readonly string[]).join(',')}}'`;
}
