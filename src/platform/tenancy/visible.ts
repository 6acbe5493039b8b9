import { and, type AnyColumn, eq, type Placeholder, type SQL, sql } from 'drizzle-orm';

/** The rows that a caller may see. */
export interface Scope {
  readonly orgId: string;
  /** `'all'`: every property of the org. */
  readonly propertyIds: ReadonlySet<string> | 'all';
}

/** Condition that a row's property is visible to the caller; `undefined` if all are. */
export function isVisible(scope: Scope, propertyId: AnyColumn): SQL | undefined {
  if (scope.propertyIds === 'all') return undefined;
  if (scope.propertyIds.size === 0) return sql`false`;
  // The list is one parameter, so that the text is the same for any length and can be prepared.
  return sql`${propertyId} = any(${sql.param([...scope.propertyIds])}::uuid[])`;
}

/** Condition for a table's rows within the caller's scope. @param propertyId restricts it to one property */
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

/** Returns the visible property ids, as a query parameter; `undefined` if all are visible. */
export const visibleIds = ({ propertyIds }: Scope): readonly string[] | undefined =>
  propertyIds === 'all' ? undefined : [...propertyIds];

/** The condition for {@link visibleIds}, if they are given. */
export const isAmong =
  (propertyId: AnyColumn) =>
  (ids: Placeholder): SQL =>
    sql`${propertyId} = any(${ids}::uuid[])`;

/** Whether the caller may see a property, provided that it belongs to the org. @param propertyId in lower case */
export const maySee = ({ propertyIds }: Scope, propertyId: string): boolean =>
  propertyIds === 'all' || propertyIds.has(propertyId);
