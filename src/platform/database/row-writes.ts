import { getTableColumns } from 'drizzle-orm';
import { getTableConfig, type PgColumn, type PgTable } from 'drizzle-orm/pg-core';
import { Template } from './template.js';

/** A command's write to one row. */
export interface RowWrite {
  /** Returns one row if it wrote, none if the row was not in the expected state. */
  readonly template: Template;
  readonly params: readonly unknown[];
}

/** A table with a version column. */
export type VersionedTable = PgTable & { readonly version: PgColumn };

type Row = Readonly<Record<string, unknown>>;
type Field = readonly [name: string, column: PgColumn];

interface TableWrites {
  readonly fields: readonly Field[];
  readonly key: readonly Field[];
  readonly rest: readonly Field[];
  readonly insert: Template;
  readonly update: Template;
  readonly remove: Template;
}

const known = new WeakMap<PgTable, TableWrites>();

/** Inserts a row with all its columns, so that the row written is the one sent to clients. */
export function insertRow<T extends PgTable>(table: T, row: T['$inferSelect']): RowWrite {
  const { insert, fields } = writesOf(table);
  return { template: insert, params: valuesOf(row, fields) };
}

/** Replaces `current` by `next`, unless it has been updated meanwhile. */
export function updateRow<T extends VersionedTable>(
  table: T,
  current: T['$inferSelect'] & { readonly version: number },
  next: T['$inferSelect'],
): RowWrite {
  const { update, rest, key } = writesOf(table);
  return { template: update, params: [...valuesOf(next, rest), ...valuesOf(current, key), current.version] };
}

/** Deletes `current`, unless it has been updated meanwhile. */
export function deleteRow<T extends VersionedTable>(
  table: T,
  current: T['$inferSelect'] & { readonly version: number },
): RowWrite {
  const { remove, key } = writesOf(table);
  return { template: remove, params: [...valuesOf(current, key), current.version] };
}

function writesOf(table: PgTable): TableWrites {
  const before = known.get(table);
  if (before) return before;
  const writes = describe(table);
  known.set(table, writes);
  return writes;
}

function describe(table: PgTable): TableWrites {
  const { name, primaryKeys } = getTableConfig(table);
  const fields = Object.entries(getTableColumns(table)) as readonly Field[];
  const keyColumns = new Set<string>(primaryKeys.flatMap(({ columns }) => columns.map((column) => column.name)));
  const isKey = ([, column]: Field): boolean => column.primary || keyColumns.has(column.name);
  const key = fields.filter(isKey);
  const rest = fields.filter((field) => !isKey(field));
  const value = ([, column]: Field, place: string): string => `${place}::${column.getSQLType()}`;
  const isUnchanged = (place: (n: number) => string, after: number): string =>
    [
      ...key.map((field, index) => `"${name}"."${field[1].name}" = ${value(field, place(after + index + 1))}`),
      `"${name}"."version" = ${place(after + key.length + 1)}::integer`,
    ].join(' and ');
  return {
    fields,
    key,
    rest,
    insert: new Template(
      fields.length,
      (place, source) =>
        `insert into "${name}" (${fields.map(([, column]) => `"${column.name}"`).join(', ')})
        select ${fields.map((field, index) => value(field, place(index + 1))).join(', ')} from ${source} returning 1`,
    ),
    update: new Template(
      rest.length + key.length + 1,
      (place, source) =>
        `update "${name}" set ${rest.map((field, index) => `"${field[1].name}" = ${value(field, place(index + 1))}`).join(', ')}
        from ${source} where ${isUnchanged(place, rest.length)} returning 1`,
    ),
    remove: new Template(
      key.length + 1,
      (place, source) => `delete from "${name}" using ${source} where ${isUnchanged(place, 0)} returning 1`,
    ),
  };
}

function valuesOf(row: Row, fields: readonly Field[]): unknown[] {
  return fields.map(([name, column]) => {
    const value = row[name];
    // An omitted column would get its default, which responses and events would not show.
    if (value === undefined) throw new Error(`the row has no ${name}`);
    return value === null ? null : column.mapToDriverValue(value);
  });
}
