/** The outcome of a three-way merge. */
export interface MergedRows<T> {
  /** Both sides' changes; in a conflict, mine. */
  readonly merged: T;
  /** Fields that take a change of theirs. */
  readonly taken: readonly (keyof T & string)[];
  /** Fields that both sides changed to different values; a group appears as a whole. */
  readonly conflicts: readonly FieldGroup<T>[];
}

/** Fields that only make sense together, such as an amount and its currency. */
export type FieldGroup<T> = readonly (keyof T & string)[];

/**
 * Merges two changes of the same row. Fields that one side changed take that side's value. The same change on both sides
 * is no conflict. A field outside of `groups` is a group of its own.
 */
export function mergeRows<T extends object>(
  base: T,
  mine: T,
  theirs: T,
  groups: readonly FieldGroup<T>[] = [],
): MergedRows<T> {
  const merged: T = { ...mine };
  const taken: (keyof T & string)[] = [];
  const conflicts: FieldGroup<T>[] = [];
  for (const group of allGroups([base, mine, theirs], groups)) {
    const differ = (a: T, b: T): boolean => group.some((field) => !isSameValue(a[field], b[field]));
    if (!differ(base, theirs) || !differ(mine, theirs)) continue;
    if (differ(base, mine)) conflicts.push(group);
    else
      for (const field of group) {
        if (isSameValue(mine[field], theirs[field])) continue;
        merged[field] = theirs[field];
        taken.push(field);
      }
  }
  return { merged, taken, conflicts };
}

/** Whether two field values are equal. An amount typed as `"12"` is the number 12; missing and undefined are the same. */
export function isSameValue(a: unknown, b: unknown): boolean {
  return Object.is(a, b) || JSON.stringify(comparable(a)) === JSON.stringify(comparable(b));
}

const comparable = (value: unknown): unknown => (typeof value === 'number' ? String(value) : value);

function allGroups<T extends object>(rows: readonly T[], groups: readonly FieldGroup<T>[]): readonly FieldGroup<T>[] {
  const grouped = new Set<string>(groups.flat());
  const fields = new Set(rows.flatMap((row) => Object.keys(row) as (keyof T & string)[]));
  return [...groups, ...[...fields].filter((field) => !grouped.has(field)).map((field) => [field] as const)];
}
