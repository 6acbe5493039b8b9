import { and, asc, desc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { type QueryParts, RowQuery } from '../database/row-query.js';
import type { RunSql } from '../database/sql-driver.js';
import { type Reader, seenBy, seenWhen } from '../tenancy/row-audience.js';
import type { AnyResource, ResourceRow, ResourceTable } from './resource.js';

type Values = Readonly<Record<string, unknown>>;
type Query = RowQuery<ResourceTable, Values>;
type Description = Pick<
  AnyResource,
  'table' | 'id' | 'fixed' | 'filters' | 'conditions' | 'order' | 'newestFirst' | 'audience'
>;

/** Reads those of a resource's rows that a reader may see. */
export class ResourceQueries<R extends ResourceRow> {
  readonly #list: Query;
  readonly #find: Query;
  readonly #lock: Query;

  constructor(private readonly resource: Description) {
    const { table, order, newestFirst } = resource;
    const columns = getTableColumns(table) as Readonly<Record<string, PgColumn>>;
    const column = (field: string): PgColumn => {
      const found = columns[field];
      if (!found) throw new Error(`the table of a resource has no field ${field}`);
      return found;
    };
    const fixed = Object.entries(resource.fixed).map(([field, value]) => eq(column(field), value));
    const isVisible = ({ value, when }: QueryParts<Values>): (SQL | undefined)[] => [
      eq(table.orgId, value('orgId')),
      ...fixed,
      seenWhen(resource, when),
    ];
    const filters = [
      ...resource.filters.map((field) => [field, (value: unknown) => eq(column(field), value)] as const),
      ...Object.entries(resource.conditions),
    ];
    const key = order.map(column);
    const listed = (fields: readonly (PgColumn | SQL | object)[]): SQL =>
      sql.join(
        fields.map((field) => sql`${field}`),
        sql`, `,
      );
    const isAfter = ({ value, when }: QueryParts<Values>): SQL | undefined =>
      when('after0', () => {
        const last = listed(key.map((_, part) => value(`after${part}`)));
        return newestFirst ? sql`(${listed(key)}) < (${last})` : sql`(${listed(key)}) > (${last})`;
      });
    this.#list = new RowQuery<ResourceTable, Values>(table, (parts) => {
      const fits = filters.map(([name, condition]) => parts.when(name, condition));
      const sorted = listed(key.map((part) => (newestFirst ? desc(part) : asc(part))));
      return sql`where ${and(...isVisible(parts), ...fits, isAfter(parts))} order by ${sorted} limit ${parts.value('limit')}`;
    });
    const isOne = (parts: QueryParts<Values>): SQL =>
      sql`where ${and(...isVisible(parts), eq(column(resource.id), parts.value('id')))}`;
    this.#find = new RowQuery<ResourceTable, Values>(table, isOne);
    this.#lock = new RowQuery<ResourceTable, Values>(table, (parts) => sql`${isOne(parts)} for update`);
  }

  /**
   * Returns rows in the resource's order.
   * @param filter values by query field; undefined values do not filter
   * @param after sort key of the previous page's last row
   */
  list(on: Source, reader: Reader, filter: Values, limit: number, after: readonly string[] | undefined): Promise<R[]> {
    const last = Object.fromEntries((after ?? []).map((value, part) => [`after${part}`, value]));
    return this.#read(this.#list, on, { ...filter, ...last, ...this.#seenBy(reader), limit });
  }

  async find(on: Source, reader: Reader, id: string): Promise<R | undefined> {
    return (await this.#read(this.#find, on, { ...this.#seenBy(reader), id }))[0];
  }

  /** Reads the row and locks it until the transaction ends. */
  async lock(tx: Source, reader: Reader, id: string): Promise<R | undefined> {
    return (await this.#read(this.#lock, tx, { ...this.#seenBy(reader), id }))[0];
  }

  #seenBy(reader: Reader): Values {
    return { orgId: reader.orgId, ...seenBy(reader, this.resource) };
  }

  async #read(query: Query, on: Source, values: Values): Promise<R[]> {
    // `R` was inferred from this table's columns.
    return (await query.all(on, values)) as unknown as R[];
  }
}

/** The database, or a transaction. */
interface Source {
  readonly run: RunSql;
}
