import { and, type AnyColumn, eq, type Placeholder, type SQL, sql } from 'drizzle-orm';

/** What a reader may see, as far as rows are concerned. */
export interface Scope {
  readonly orgId: string;
  /** `'all'`: every property of the org. */
  readonly propertyIds: ReadonlySet<string> | 'all';
}

/** Condition that a row's property is one the reader may see; `undefined` when every one is. */
export function isVisible(scope: Scope, propertyId: AnyColumn): SQL | undefined {
  if (scope.propertyIds === 'all') return undefined;
  if (scope.propertyIds.size === 0) return sql`false`;
  // A list as one parameter: the text is the same however many they are, and can be prepared.
  return sql`${propertyId} = any(${sql.param([...scope.propertyIds])}::uuid[])`;
}

/** Condition for a table's rows within the reader's scope. @param propertyId narrows it to one property */
export const isWithin = (
  table: { readonly orgId: AnyColumn; readonly propertyId: AnyColumn },
  scope: Scope,
  propertyId?: string,
): SQL | undefined =>
  and(
    eq(table.orgId, scope.orgId),
    isVisible(scope, table.propertyId),
    propertyId === undefined ? undefined : eq(table.propertyId, propertyId),
  );

/** For a query of its own: the ids of the properties the reader may see; `undefined` when every one may be seen. */
export const visibleIds = ({ propertyIds }: Scope): readonly string[] | undefined =>
  propertyIds === 'all' ? undefined : [...propertyIds];

/** The condition for {@link visibleIds}, where they are given. */
export const isAmong =
  (propertyId: AnyColumn) =>
  (ids: Placeholder): SQL =>
    sql`${propertyId} = any(${ids}::uuid[])`;

/** Whether a property, if it is the org's, is one the reader may see. @param propertyId in lower case */
export const maySee = ({ propertyIds }: Scope, propertyId: string): boolean =>
  propertyIds === 'all' || propertyIds.has(propertyId);
