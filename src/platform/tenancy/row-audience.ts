import { type AnyColumn, eq, getTableColumns, or, type Placeholder, type SQL } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { isAmong, type Scope, visibleIds } from './visible.js';

/** Whom rows are shown to, where they are personal: as the events of their domain (docs/decisions/0053). */
export interface RowAudience {
  /** Fields with the ids of the people whom a row concerns, who see it whatever properties they may see. Null: nobody. */
  readonly concerns: readonly string[];
  /** Roles that see every row of the properties they may see. */
  readonly all: ReadonlySet<string>;
}

/** A kind of row, as far as it decides who sees which. */
export interface PersonalKind {
  /** Without `propertyId` its rows are the whole org's. */
  readonly table: PgTable & { readonly propertyId?: PgColumn };
  /** `undefined`: rows are not personal. */
  readonly audience: RowAudience | undefined;
}

/** Who reads. */
export interface Reader extends Scope {
  readonly userId: string;
  readonly role: string;
}

/** Which rows of a kind a reader sees: all of the org, those of some properties and the reader's own, or the reader's own. */
export type Reach = 'all' | 'properties' | 'own';

/** The values that say which rows are within a reach. */
const GIVEN: Readonly<Record<Reach, ReadonlySet<keyof Seen>>> = {
  all: new Set(),
  properties: new Set(['visible', 'reader']),
  own: new Set(['reader']),
};

export function reachOf({ role, propertyIds }: Reader, { table, audience }: PersonalKind): Reach {
  if (audience && !audience.all.has(role)) return 'own';
  return propertyIds === 'all' || !table.propertyId ? 'all' : 'properties';
}

/** Values of the conditions {@link isSeen} and {@link seenWhen}. Undefined values are in no condition. */
export interface Seen {
  readonly visible: readonly string[] | undefined;
  readonly reader: string | undefined;
}

/** Returns the values by which a statement finds the rows of a kind that the reader sees. */
export function seenBy(reader: Reader, kind: PersonalKind): Seen {
  const given = GIVEN[reachOf(reader, kind)];
  return {
    visible: given.has('visible') ? visibleIds(reader) : undefined,
    reader: kind.audience && given.has('reader') ? reader.userId : undefined,
  };
}

/** The condition that a row is seen, in a statement of which each value may be given or not. */
export const seenWhen = (
  kind: PersonalKind,
  when: (name: keyof Seen, condition: (value: Placeholder) => SQL | undefined) => SQL | undefined,
): SQL | undefined => {
  const { propertyId } = kind.table;
  return or(propertyId && when('visible', isAmong(propertyId)), kind.audience && when('reader', isConcerned(kind)));
};

/** The condition that a row is within `reach`; undefined if every row is. */
export const isSeen = (kind: PersonalKind, reach: Reach, value: (name: keyof Seen) => Placeholder): SQL | undefined =>
  seenWhen(kind, (name, condition) => (GIVEN[reach].has(name) ? condition(value(name)) : undefined));

/** The condition that a row concerns a person. */
const isConcerned =
  ({ table, audience }: PersonalKind) =>
  (userId: Placeholder): SQL | undefined => {
    const columns = getTableColumns(table) as Readonly<Record<string, AnyColumn>>;
    return or(...(audience?.concerns ?? []).flatMap((field) => (columns[field] ? [eq(columns[field], userId)] : [])));
  };

/** Returns the ids of the people whom a row concerns. */
export const concernedBy = (
  { concerns }: Pick<RowAudience, 'concerns'>,
  row: Readonly<Record<string, unknown>>,
): readonly string[] =>
  concerns.flatMap((field) => {
    const userId = row[field];
    return typeof userId === 'string' ? [userId] : [];
  });
