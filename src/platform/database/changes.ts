/**
 * What a `PATCH` really changes: the fields of `input` that are given and differ from the row. Empty when the row
 * already is as asked for, in which case nothing is to be written and nobody to be told.
 */
export function changesTo<R extends object, I extends { [K in keyof I]: K extends keyof R ? R[K] | undefined : never }>(
  row: R,
  input: I,
): { [K in keyof I]?: Exclude<I[K], undefined> } {
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  const current = row as Readonly<Record<string, unknown>>;
  return Object.fromEntries(given.filter(([field, value]) => current[field] !== value)) as never;
}

export const isEmpty = (changes: object): boolean => Object.keys(changes).length === 0;
