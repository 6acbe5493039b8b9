import type { SqlConnection } from './sql-connection.js';

/** Any number will do, as long as nothing else in the database locks it. */
const LOCK = 7_245_011;

/**
 * Brings one part's tables up to date: runs the statements that this database has not had yet, in one transaction.
 * Instances that start together wait for one another, and one that has nothing to do takes no lock on any table.
 *
 * @param part names the tables that belong together
 * @param statements all there ever were, oldest first; each may run again where a database is older than this record
 */
export function installSchema<Tx>(
  connection: SqlConnection<Tx>,
  part: string,
  statements: readonly string[],
): Promise<void> {
  return connection.transaction(async (tx) => {
    await connection.query('select pg_advisory_xact_lock($1)', [LOCK], tx);
    await connection.query(
      'create table if not exists realtime_schema (part text primary key, version integer not null)',
      [],
      tx,
    );
    const [known] = await connection.query<{ version: number }>(
      'select version from realtime_schema where part = $1',
      [part],
      tx,
    );
    const due = statements.slice(known?.version ?? 0);
    for (const statement of due) await connection.query(statement, [], tx);
    if (due.length === 0) return;
    await connection.query(
      `insert into realtime_schema (part, version) values ($1, $2)
       on conflict (part) do update set version = excluded.version`,
      [part, statements.length],
      tx,
    );
  });
}
