import { AsyncLocalStorage } from 'node:async_hooks';
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

type Statement = readonly [text: string, params: readonly unknown[]];

/** Tells a call's statements from those that the server sends meanwhile by itself, such as its look at the log each second. */
const statementsOf = new AsyncLocalStorage<Statement[]>();

/** Returns how many rows of tables the statements of a call look at, as the database itself counts them. */
export async function rowsLookedAt(driver: Pick<SqlDriver, 'run'>, call: () => Promise<unknown>): Promise<number> {
  const statements: Statement[] = [];
  const run = driver.run.bind(driver);
  const asked = jest.spyOn(driver, 'run').mockImplementation((text, params, ...others) => {
    statementsOf.getStore()?.push([text, params]);
    return run(text, params, ...others);
  });
  try {
    await statementsOf.run(statements, call);
  } finally {
    asked.mockRestore();
  }
  let count = 0;
  for (const [text, params] of statements) {
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
