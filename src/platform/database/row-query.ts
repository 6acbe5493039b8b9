import { Column, getTableColumns, type Placeholder, type SQL, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { RunSql } from './sql-driver.js';
import { QueryTemplate } from './template.js';

type Decode = (value: unknown) => unknown;

interface Field {
  readonly name: string;
  /** `undefined`: the driver's value is used unchanged. */
  readonly decode: Decode | undefined;
}

/** Placeholders for writing a {@link RowQuery}. */
export interface QueryParts<V> {
  /** Placeholder of a value that is always given. */
  readonly value: <N extends keyof V & string>(name: N) => Placeholder<N>;
  /** A condition included only if its value is given, that is, not undefined. */
  readonly when: <N extends keyof V & string>(
    name: N,
    condition: (value: Placeholder<N>) => SQL | undefined,
  ) => SQL | undefined;
}

/**
 * Reads whole rows of a table. The SQL text is built once per combination of given values, so that it can be prepared, and the
 * decoders of the columns are looked up once.
 */
export class RowQuery<T extends PgTable, V extends object> {
  readonly #decode: (values: readonly unknown[]) => T['$inferSelect'];
  readonly #texts = new Map<string, QueryTemplate<string>>();
  readonly #select: SQL;

  /** @param rest the SQL after the table: `where …` and so on */
  constructor(
    table: T,
    private readonly rest: (parts: QueryParts<V>) => SQL,
  ) {
    const columns = Object.entries(getTableColumns(table)) as [string, PgColumn][];
    this.#decode = decoderOfRows(columns.map(([name, column]) => ({ name, decode: decoderOf(column) })));
    this.#select = sql`select ${sql.join(
      columns.map(([, column]) => sql`${column}`),
      sql`, `,
    )} from ${table}`;
  }

  /** Returns all rows. @param on the database, or a transaction */
  async all(on: { readonly run: RunSql }, values: V): Promise<T['$inferSelect'][]> {
    const template = this.#template(values);
    const rows = await on.run(template.text, template.fill(values as Record<string, unknown>), 'array');
    const decode = this.#decode;
    return rows.map((row) => decode(row as readonly unknown[]));
  }

  /** Returns the first row. */
  async first(on: { readonly run: RunSql }, values: V): Promise<T['$inferSelect'] | undefined> {
    return (await this.all(on, values))[0];
  }

  #template(values: V): QueryTemplate<string> {
    let given = '';
    for (const [name, value] of Object.entries(values)) if (value !== undefined) given += `${name} `;
    let template = this.#texts.get(given);
    if (!template) {
      const names = new Set(given.split(' '));
      template = new QueryTemplate((value) => {
        const parts: QueryParts<V> = {
          value: value as QueryParts<V>['value'],
          when: (name, condition) => (names.has(name) ? condition(parts.value(name)) : undefined),
        };
        return sql`${this.#select} ${this.rest(parts)}`;
      });
      this.#texts.set(given, template);
    }
    return template;
  }
}

/**
 * Compiles a function that makes an object of a row's values: one literal with all fields, an eighth of the time that a loop
 * over their names takes. The text holds names and positions of columns only, never a value.
 */
function decoderOfRows<R>(fields: readonly Field[]): (values: readonly unknown[]) => R {
  const decoders = fields.map(({ decode }) => decode);
  const members = fields.map(({ name, decode }, at) => {
    const value = `values[${at}]`;
    return `${JSON.stringify(name)}: ${decode ? `${value} === null ? null : decoders[${at}](${value})` : value}`;
  });
  // oxlint-disable-next-line typescript/no-implied-eval -- see above
  const compile = new Function('decoders', `return (values) => ({ ${members.join(', ')} });`) as (
    given: readonly (Decode | undefined)[],
  ) => (values: readonly unknown[]) => R;
  return compile(decoders);
}

function decoderOf(column: PgColumn): Decode | undefined {
  if (column.mapFromDriverValue === Column.prototype.mapFromDriverValue) return undefined;
  return (value) => column.mapFromDriverValue(value);
}
