import { Injectable } from '@nestjs/common';
import { getTableColumns } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { AnyResource } from '../resources/resource.js';
import { Resources } from '../resources/resources.js';
import { type Reach, type Reader, reachOf, type RowAudience } from '../tenancy/row-audience.js';

/** Rows of one kind that can be found by their text. */
export interface SearchSource {
  /** `task`. */
  readonly name: string;
  /** Without `propertyId` its rows are the whole org's: every member finds them. */
  readonly table: PgTable & { readonly orgId: PgColumn; readonly createdAt: PgColumn; readonly propertyId?: PgColumn };
  /** Field of the id. */
  readonly id: string;
  /** Fields of text; the first that has one names the row. */
  readonly searched: readonly string[];
  /** Who may find them. `undefined`: every role. */
  readonly roles: ReadonlySet<string> | undefined;
  /** Whom the rows are shown to. `undefined`: to every one of `roles`, within their properties. */
  readonly audience: RowAudience | undefined;
  /** Values common to all rows of the kind, if its table also holds others. */
  readonly fixed: Readonly<Record<string, unknown>>;
}

/** A source, and how much of it the reader sees. */
export interface ReadSource extends SearchSource {
  readonly reach: Reach;
}

/** Everything that can be searched: every resource by its definition, and what a domain adds. */
@Injectable()
export class SearchSources {
  readonly #added: SearchSource[] = [];

  constructor(private readonly resources: Resources) {}

  /** Adds rows that are not a resource. Call before the application has started. */
  add(source: SearchSource): void {
    this.#added.push(source);
  }

  readableBy(reader: Reader): readonly ReadSource[] {
    return [...this.resources.all.map(sourceOf), ...this.#added]
      .filter(({ roles, searched }) => (roles?.has(reader.role) ?? true) && searched.length > 0)
      .map((source) => ({ ...source, reach: reachOf(reader, source) }));
  }
}

const sourceOf = ({ name, table, id, searched, domain, fixed, audience }: AnyResource): SearchSource => ({
  ...{ name, table, id, searched, fixed, audience },
  roles: domain.roles,
});

/** Returns a column of a source's table. @throws Error for a field without one */
export function columnOf({ name, table }: Pick<SearchSource, 'name' | 'table'>, field: string): PgColumn {
  const column = (getTableColumns(table) as Readonly<Record<string, PgColumn>>)[field];
  if (!column) throw new Error(`the table of ${name} has no field ${field}`);
  return column;
}
