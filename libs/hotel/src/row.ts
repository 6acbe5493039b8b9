import { instant, integer, object, type Schema, uuid } from '@bellhop/protocol';

/** What every row carries beside its own id. */
export const rowFields = {
  orgId: uuid,
  createdAt: instant,
  updatedAt: instant,
  /** Grows by one with each change, so that a late answer never overwrites a newer event. */
  version: integer(1),
} as const;

/** Payload of every `…Deleted` event: the id and the version after the last one the row had. */
export const deleted = <K extends string>(
  idField: K,
): Schema<{ readonly [P in K]: string } & { readonly version: number }> =>
  object({ [idField]: uuid, version: integer(1) }) as Schema<
    { readonly [P in K]: string } & { readonly version: number }
  >;
