import { randomUUID } from 'node:crypto';
import { SchematicsException } from '@angular-devkit/schematics';
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  customType,
  date,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core';

/** @typedef {import('./fields.mjs').Field} Field */
/** @typedef {import('./index.mjs').Domain} Domain */

const FOLDER = 'src/platform/database/migrations';
const JOURNAL = `${FOLDER}/meta/_journal.json`;
/** drizzle-kit’s separator of statements. */
const BREAKPOINT = '--> statement-breakpoint\n';
const INTEGER_MAX = 2 ** 31 - 1;

const instant = customType({ dataType: () => 'timestamp (3) with time zone' });

const properties = pgTable('properties', { orgId: uuid('org_id'), propertyId: uuid('property_id') });
const users = pgTable('users', { orgId: uuid('org_id'), userId: uuid('user_id') });

/**
 * Writes what `drizzle-kit generate` would write, from the last snapshot and the domain’s table. test/architecture/migrations.spec.ts
 * checks that both agree.
 * @param {Domain} domain
 * @returns {import('@angular-devkit/schematics').Rule}
 */
export const migration = (domain) => async (tree) => {
  // Loaded late, because loading takes longer than all checks before.
  const { generateDrizzleJson, generateMigration } = await import('drizzle-kit/api');
  const journal = readJson(tree, JOURNAL);
  const last = journal.entries.at(-1);
  const before = readJson(tree, `${FOLDER}/meta/${number(last.idx)}_snapshot.json`);
  const own = generateDrizzleJson({ table: tableOf(domain) }, before.id);
  const after = { ...before, id: randomUUID(), prevId: before.id, tables: { ...before.tables, ...own.tables } };
  const statements = await generateMigration(before, after);
  const idx = last.idx + 1;
  const tag = `${number(idx)}_${domain.many.kebab}`;
  // The migrator tells applied migrations by this time, so it has to increase.
  const when = Math.max(Date.now(), last.when + 1);
  journal.entries.push({ idx, version: last.version, when, tag, breakpoints: true });
  tree.create(`${FOLDER}/${tag}.sql`, statements.join(BREAKPOINT));
  tree.create(`${FOLDER}/meta/${number(idx)}_snapshot.json`, json(after));
  tree.overwrite(JOURNAL, json(journal));
};

/** Names of the existing tables. @param {import('@angular-devkit/schematics').Tree} tree */
export function tablesOf(tree) {
  const { idx } = readJson(tree, JOURNAL).entries.at(-1);
  const { tables } = readJson(tree, `${FOLDER}/meta/${number(idx)}_snapshot.json`);
  return new Set(Object.keys(tables).map((name) => name.replace('public.', '')));
}

/** @param {Domain} domain */
function tableOf({ many, one, fields, isPlaced }) {
  const columns = {
    id: uuid(`${one.snake}_id`).notNull(),
    orgId: uuid('org_id').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    updatedBy: uuid('updated_by'),
    version: integer('version').notNull().default(1),
    ...(isPlaced && { propertyId: uuid('property_id').notNull() }),
    ...Object.fromEntries(fields.map((field) => [field.name, columnOf(field)])),
    createdBy: uuid('created_by').notNull(),
  };
  return pgTable(many.snake, columns, (table) => [
    primaryKey({ columns: [table.orgId, table.id] }),
    ...searchIndex(`${many.snake}_search`, table, fields),
    ...('propertyId' in table
      ? [
          index(`${many.snake}_property`).on(table.orgId, table.propertyId, table.id),
          foreignKey({
            columns: [table.orgId, table.propertyId],
            foreignColumns: [properties.orgId, properties.propertyId],
          }),
        ]
      : []),
    foreignKey({ columns: [table.orgId, table.createdBy], foreignColumns: [users.orgId, users.userId] }),
  ]);
}

/**
 * Builds the index of src/platform/database/search-index.ts.
 * @param {string} name
 * @param {Readonly<Record<string, import('drizzle-orm/pg-core').PgColumn>>} table
 * @param {readonly Field[]} fields
 */
function searchIndex(name, { orgId, ...columns }, fields) {
  const texts = fields.flatMap((field) => (isSearched(field) ? [sql`coalesce(${columns[field.name]}, '')`] : []));
  if (texts.length === 0 || orgId === undefined) return [];
  const lines = sql.join(texts, sql` || chr(10) || `);
  const words = sql`lower((${lines}) collate "und-x-icu") gin_trgm_ops`;
  return [index(name).using('gin', orgId, words).with({ gin_pending_list_limit: 256 })];
}

/** Whether `searchedFields` of libs/hotel names it. @param {Field} field */
const isSearched = ({ kind }) => kind === 'text';

/** Builds a column like `columnsOf` in src/platform/database/columns.ts. @param {Field} field */
function columnOf({ column, kind, isNullable, min, max }) {
  const isSmall = min >= -INTEGER_MAX && max <= INTEGER_MAX;
  const built = {
    text: () => text(column),
    enum: () => text(column),
    currency: () => text(column),
    integer: () => (isSmall ? integer(column) : bigint(column, { mode: 'number' })),
    money: () => bigint(column, { mode: 'number' }),
    boolean: () => boolean(column),
    date: () => date(column, { mode: 'string' }),
    timestamp: () => instant(column),
  }[kind]();
  return isNullable ? built : built.notNull();
}

/** @param {number} idx */
const number = (idx) => String(idx).padStart(4, '0');

/** @param {unknown} value */
const json = (value) => JSON.stringify(value, null, 2);

/**
 * @param {import('@angular-devkit/schematics').Tree} tree
 * @param {string} path
 * @returns {any} as drizzle-kit wrote it
 */
function readJson(tree, path) {
  if (!tree.exists(path)) throw new SchematicsException(`There is no ${path}. Run this in the folder of Bellhop.`);
  return tree.readJson(path);
}
