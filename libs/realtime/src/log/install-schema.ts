import type { SqlConnection } from './sql-connection.js';

/** Any number will do, as long as nothing else in the database locks it. */
const LOCK = 7_245_011;

/**
 * Brings one part's tables up to date: runs the statements that this database has not had yet, each in a transaction of
 * its own, so that none holds its locks while another reads through a table. Instances that start together take turns,
 * and one that has nothing to do takes no lock on any table.
 *
 * @param part names the tables that belong together
 * @param statements all there ever were, oldest first; each may run again where a database is older than this record
 */
export async function installSchema<Tx>(
  connection: SqlConnection<Tx>,
  part: string,
  statements: readonly string[],
): Promise<void> {
  const step = (tx: Tx): Promise<number> => installNext(connection, part, statements, tx);
  while ((await connection.transaction(step, { maintenance: true })) < statements.length);
}

/** @returns how many of the statements this database has had */
async function installNext<Tx>(
  connection: SqlConnection<Tx>,
  part: string,
  statements: readonly string[],
  tx: Tx,
): Promise<number> {
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
  const version = known?.version ?? 0;
  const due = statements[version];
  if (due === undefined) return version;
  await connection.query(due, [], tx);
  await connection.query(
    `insert into realtime_schema (part, version) values ($1, $2)
     on conflict (part) do update set version = excluded.version`,
    [part, version + 1],
    tx,
  );
  return version + 1;
}
