import type { Database, Tx } from '../../src/platform/database/database.js';

/** A test holds a transaction for as long as it needs, while others wait for it. */
export const UNHURRIED = {
  waitMs: 60_000,
  workMs: 60_000,
  statementMs: 60_000,
  lockMs: 60_000,
  idleInTransactionMs: 60_000,
};

const underWay: (() => Promise<void>)[] = [];
/** Call after each test. */
export async function endHeld(): Promise<void> {
  for (const end of underWay.splice(0)) await end();
}

/** Starts a transaction like another instance’s. The test ends it, or {@link endHeld} does. */
export async function held(
  database: Database,
  work: (tx: Tx) => Promise<unknown>,
): Promise<{ readonly tx: Tx; end(): Promise<void> }> {
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => (end = resolve));
  let transaction: Promise<void> = Promise.resolve();
  const finish = (): Promise<void> => {
    end();
    return transaction;
  };
  underWay.push(finish);
  const tx = await new Promise<Tx>((begun, failed) => {
    transaction = database.transaction(async (handle) => {
      await work(handle);
      begun(handle);
      await over;
    });
    transaction.catch(failed);
  });
  return { tx, end: finish };
}
