import type { SqlConnection } from './sql-connection.js';

/** Arbitrary, as long as nothing else in the database locks it. */
const LOCK = 7_245_011;

/**
 * Brings the tables of one part up to date: runs the statements that this database has not had yet, each in its own
 * transaction, so that none holds its locks while another scans a table. Instances that start together take turns, and
 * an instance with nothing to do locks no table.
 *
 * @param part name of the tables that belong together
 * @param statements the full history, oldest first; on a database older than this record, each may run again
 */
export async function installSchema<Tx>(
  connection: SqlConnection<Tx>,
  part: string,
  statements: readonly string[],
): Promise<void> {
  const step = (tx: Tx): Promise<number> => installNext(connection, part, statements, tx);
  while ((await connection.transaction(step, { maintenance: true })) < statements.length);
}

/** @returns the number of statements this database has had */
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
