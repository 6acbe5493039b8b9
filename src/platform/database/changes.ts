/**
 * Returns the effective changes of a `PATCH`: the fields of `input` that are given and differ from the row. If empty, nothing
 * is to be written and no event raised.
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
