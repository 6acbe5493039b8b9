import { type SQL, sql } from 'drizzle-orm';
import { index, type IndexBuilder, type PgColumn } from 'drizzle-orm/pg-core';
import { folded, linesOf } from './text-search.js';

/**
 * KiB of new texts that are not sorted into the index yet. Every search reads them, and the write that exceeds them sorts them in;
 * PostgreSQL's 4 MiB would make that write take most of a second.
 */
const PENDING_KIB = 256;

/**
 * Index in which `GET /v2/search` finds an organisation's rows by any three letters of their texts. Without texts: none.
 * @param fields the texts, in the order of the resource's `searched`; those that the table does not have are left out
 * @param where the rows of the resource, if the table also holds others
 */
export function searchIndex(
  name: string,
  table: Readonly<Record<string, PgColumn>> & { readonly orgId: PgColumn },
  fields: readonly string[],
  where?: SQL,
): IndexBuilder[] {
  const columns = fields.map((field) => table[field]).filter((column) => column !== undefined);
  if (columns.length === 0) return [];
  const texts = sql`${folded(linesOf(...columns))} gin_trgm_ops`;
  const made = index(name).using('gin', table.orgId, texts).with({ gin_pending_list_limit: PENDING_KIB });
  return [where ? made.where(where) : made];
}
