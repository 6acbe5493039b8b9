import { Injectable } from '@nestjs/common';
import { getTableColumns } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { AnyResource } from '../resources/resource.js';
import { Resources } from '../resources/resources.js';

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
  /** Values common to all rows of the kind, if its table also holds others. */
  readonly fixed: Readonly<Record<string, unknown>>;
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

  readableBy(role: string): readonly SearchSource[] {
    return [...this.resources.all.map(sourceOf), ...this.#added].filter(
      ({ roles, searched }) => (roles?.has(role) ?? true) && searched.length > 0,
    );
  }
}

const sourceOf = ({ name, table, id, searched, domain, fixed }: AnyResource): SearchSource => ({
  ...{ name, table, id, searched, fixed },
  roles: domain.roles,
});

/** Returns a column of a source's table. @throws Error for a field without one */
export function columnOf({ name, table }: Pick<SearchSource, 'name' | 'table'>, field: string): PgColumn {
  const column = (getTableColumns(table) as Readonly<Record<string, PgColumn>>)[field];
  if (!column) throw new Error(`the table of ${name} has no field ${field}`);
  return column;
}
