import { fieldOf } from '@bellhop/hotel';
import type { Schema, Static } from '@bellhop/protocol';
import {
  bigint,
  boolean,
  customType,
  date,
  integer,
  type PgColumnBuilderBase,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import { isoOf } from './iso-text.js';

/** A time column with millisecond precision. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });

/** A time column whose values are ISO 8601 in UTC, to the millisecond, as sent to clients. */
export const isoInstant = customType<{ data: string; driverData: string }>({
  dataType: () => 'timestamp (3) with time zone',
  fromDriver: isoOf,
});

/** Columns of every row that clients see, beside its own id. */
export const rowColumns = () => ({
  orgId: uuid('org_id').notNull(),
  createdAt: isoInstant('created_at').notNull(),
  updatedAt: isoInstant('updated_at').notNull(),
  /** No foreign key: the statement that writes it checks its user. Null where nobody knows, as for rows older than the column. */
  updatedBy: uuid('updated_by'),
  version: integer('version').notNull().default(1),
});

/** The column of a field with values of type `T`. */
type ColumnOf<T> = PgColumnBuilderBase<{
  name: string;
  dataType: 'custom';
  columnType: 'PgColumn';
  data: Exclude<T, null>;
  driverParam: unknown;
  enumValues: undefined;
}> & { _: { notNull: null extends T ? false : true } };

/** Columns of fields: `dueOn` becomes `due_on`, and nullable fields become nullable columns. */
export function columnsOf<F extends Readonly<Record<string, Schema<unknown>>>>(
  fields: F,
): { [K in keyof F]: ColumnOf<Static<F[K]>> } {
  const columns = Object.entries(fields).map(([field, schema]) => {
    const { value, isNullable } = fieldOf(schema);
    const column = columnOf(snakeCase(field), value);
    return [field, isNullable ? column : column.notNull()];
  });
  // Drizzle has a type for each kind of column; `ColumnOf` is the part that queries use.
  return Object.fromEntries(columns) as { [K in keyof F]: ColumnOf<Static<F[K]>> };
}

const INTEGER_MAXIMUM = 2 ** 31 - 1;

function columnOf(name: string, schema: Schema<unknown>) {
  const { type, format, minimum = -Infinity, maximum = Infinity } = schema;
  if (schema.enum) return text(name, { enum: schema.enum as [string, ...string[]] });
  if (type === 'boolean') return boolean(name);
  if (type === 'integer') {
    const isSmall = minimum >= -INTEGER_MAXIMUM && maximum <= INTEGER_MAXIMUM;
    return isSmall ? integer(name) : bigint(name, { mode: 'number' });
  }
  if (type !== 'string')
    throw new Error(`no column type for ${JSON.stringify(schema)}: write the column "${name}" by hand`);
  if (format === 'uuid') return uuid(name);
  if (format === 'date') return date(name, { mode: 'string' });
  return format === 'date-time' ? isoInstant(name) : text(name);
}

const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
