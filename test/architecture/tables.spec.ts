import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getTableName, is } from 'drizzle-orm';
import { getTableConfig, pgTable, PgTable, text, uuid } from 'drizzle-orm/pg-core';
import { Database } from '../../src/platform/database/database.js';
import * as rowKeys from '../../src/platform/tenancy/row-keys.js';
import { migratedDatabase } from '../support/prepared-database.js';

const SOURCE = new URL('../../src/', import.meta.url);

/** Finds each declared table and its file, by table name. */
async function declaredTables(): Promise<ReadonlyMap<string, { readonly table: PgTable; readonly path: string }>> {
  const paths = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.schema.ts'),
  );
  const modules = await Promise.all(
    paths.map(async (path) => ({
      path: `src/${path}`,
      exported: (await import(new URL(path, SOURCE).href)) as object,
    })),
  );
  return new Map(
    modules.flatMap(({ path, exported }) =>
      Object.values(exported)
        .filter((value): value is PgTable => is(value, PgTable))
        .map((table) => [getTableName(table), { table, path }] as const),
    ),
  );
}

/** Describes columns (`org_id uuid not null`) and foreign keys (`(org_id, user_id) → users (org_id, user_id)`), sorted. */
function shapeOf(table: PgTable): readonly string[] {
  const { columns, foreignKeys } = getTableConfig(table);
  const names = (all: readonly { readonly name: string }[]) => `(${all.map(({ name }) => name).join(', ')})`;
  return [
    ...columns.map((column) => `${column.name} ${plain(column.getSQLType())}${column.notNull ? ' not null' : ''}`),
    ...foreignKeys.map((key) => {
      const { columns: from, foreignTable, foreignColumns } = key.reference();
      return `${names(from)} → ${getTableName(foreignTable)} ${names(foreignColumns)}`;
    }),
  ].sort();
}

const plain = (type: string): string => type.replaceAll(' (', '(');

const MIGRATED = `
  select c.relname as table, a.attname || ' ' || format_type(a.atttypid, a.atttypmod) ||
    case when a.attnotnull then ' not null' else '' end as shape
  from pg_attribute a join pg_class c on c.oid = a.attrelid
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
  union all
  select c.relname, columns(c.oid, k.conkey) || ' → ' || f.relname || ' ' || columns(f.oid, k.confkey)
  from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class f on f.oid = k.confrelid
  where k.contype = 'f' and c.relnamespace = 'public'::regnamespace`;

const COLUMNS = `
  create function pg_temp.columns(relation oid, numbers smallint[]) returns text language sql as $$
    select '(' || string_agg(a.attname, ', ' order by n.place) || ')'
    from unnest(numbers) with ordinality n (number, place)
    join pg_attribute a on a.attrelid = relation and a.attnum = n.number $$`;

describe('tables', () => {
  let database: Database;
  let migrated: ReadonlyMap<string, readonly string[]>;
  beforeAll(async () => {
    database = new Database(await migratedDatabase());
    await database.query(COLUMNS, []);
    const rows = await database.query<{ table: string; shape: string }>(
      MIGRATED.replaceAll('columns(', 'pg_temp.columns('),
      [],
    );
    migrated = new Map(
      [...Map.groupBy(rows, ({ table }) => table)].map(([table, those]) => [
        table,
        those.map(({ shape }) => shape).sort(),
      ]),
    );
  });
  afterAll(() => database.close());

  /** Describes how a table differs from the migrated one, and what to run. */
  const difference = (path: string, table: PgTable): string | undefined => {
    const name = getTableName(table);
    const [declared, made] = [shapeOf(table), migrated.get(name) ?? []];
    if (declared.join() === made.join()) return undefined;
    const missing = declared.filter((part) => !made.includes(part));
    const surplus = made.filter((part) => !declared.includes(part));
    return (
      `${path}: ${name} differs from the migrations; declared only: ${missing.join('; ')}; migrated only: ${surplus.join('; ')}. ` +
      `Run \`npx drizzle-kit generate --name ${name}\`.`
    );
  };

  it('are migrated as declared, in every domain', async () => {
    const tables = await declaredTables();
    expect([...tables.values()].flatMap(({ path, table }) => difference(path, table) ?? [])).toEqual([]);
    expect(tables.size).toBeGreaterThan(10);
  });

  it('without a matching migration are reported with the command to run', () => {
    const lockers = pgTable('lockers', { orgId: uuid('org_id').notNull() });
    expect(difference('src/domains/lockers/lockers.schema.ts', lockers)).toMatch(
      /lockers\.schema\.ts: .*declared only: org_id uuid not null.*drizzle-kit generate --name lockers/,
    );
    const orgs = pgTable('orgs', { orgId: uuid('org_id').notNull(), name: text('name') });
    expect(difference('src/orgs.schema.ts', orgs)).toMatch(
      /declared only: name text; migrated only: .*name text not null/,
    );
  });

  it('of users and properties have the keys and the name that other domains read', async () => {
    const tables = await declaredTables();
    for (const keys of Object.values(rowKeys)) {
      const { path, table } = tables.get(getTableName(keys)) ?? {};
      expect(path).toMatch(/^src\/domains\//);
      const { primaryKeys } = getTableConfig(table as PgTable);
      const [primary] = primaryKeys.map(({ columns }) => columns.map(({ name, notNull }) => [name, notNull]));
      const columns = getTableConfig(keys).columns.map(({ name, notNull }) => [name, notNull]);
      expect(columns).toEqual([...(primary ?? []), ['name', true]]);
      const declared = getTableConfig(table as PgTable).columns.map(({ name, notNull }) => [name, notNull]);
      expect(declared).toEqual(expect.arrayContaining(columns));
    }
  });
});
