import { jest } from '@jest/globals';
import type { SqlDriver } from '../../src/platform/database/sql-driver.js';

interface Plan {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly Plan[];
}

/** Returns how many rows of tables the statements of a call look at, as the database itself counts them. */
export async function rowsLookedAt(driver: Pick<SqlDriver, 'run'>, call: () => Promise<unknown>): Promise<number> {
  const asked = jest.spyOn(driver, 'run');
  await call();
  const statements = asked.mock.calls.map(([text, params]) => ({ text, params }));
  asked.mockRestore();
  let count = 0;
  for (const { text, params } of statements) {
    const [row] = (await driver.run(`explain (analyze, format json) ${text}`, params, 'object')) as readonly {
      'QUERY PLAN': readonly { Plan: Plan }[];
    }[];
    for (const { Plan: plan } of row?.['QUERY PLAN'] ?? []) count += lookedAt(plan);
  }
  return count;
}

function lookedAt(plan: Plan): number {
  const removed = (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Index Recheck'] ?? 0);
  const own = plan['Relation Name'] === undefined ? 0 : (plan['Actual Rows'] + removed) * plan['Actual Loops'];
  return (plan.Plans ?? []).reduce((sum, child) => sum + lookedAt(child), own);
}
