import { fileURLToPath } from 'node:url';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { ADVISORY_LOCKS } from './advisory-locks.js';
import type { Database, Tx } from './database.js';

/** Beside this file, in the sources and in the build. */
const MIGRATIONS = fileURLToPath(new URL('./migrations', import.meta.url));

const CREATE_JOURNAL = `
  create table if not exists schema_migrations (
    created_at bigint primary key,
    hash text not null,
    applied_at timestamptz not null default now()
  )`;

/**
 * Applies the missing migrations in one transaction, which is exempt from the time limits of requests. Instances that start
 * together wait for one another.
 * @returns the number of migrations applied
 */
export async function migrate(database: Database): Promise<number> {
  const migrations = readMigrationFiles({ migrationsFolder: MIGRATIONS });
  const apply = async ({ run }: Tx): Promise<number> => {
    await run('select pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.migrations], 'object');
    await run(CREATE_JOURNAL, [], 'object');
    const applied = new Set(
      (await run('select created_at::text from schema_migrations', [], 'array')).map((row) =>
        Number((row as [string])[0]),
      ),
    );
    const due = migrations.filter(({ folderMillis }) => !applied.has(folderMillis));
    for (const { sql, folderMillis, hash } of due) {
      for (const statement of sql) await run(statement, [], 'object');
      await run('insert into schema_migrations (created_at, hash) values ($1, $2)', [folderMillis, hash], 'object');
    }
    return due.length;
  };
  return database.transaction(apply, { maintenance: true });
}
