import { instant, integer, object, type Schema, uuid } from '@bellhop/protocol';

/** Fields of every row beside its own id. */
export const rowFields = {
  orgId: uuid,
  createdAt: instant,
  updatedAt: instant,
  /** Incremented by each update, so that a late response never overwrites a newer event. */
  version: integer(1),
} as const;

/** Payload of every `…Deleted` event: the id, and the row's last version plus one. */
export const deleted = <K extends string>(
  idField: K,
): Schema<{ readonly [P in K]: string } & { readonly version: number }> =>
  object({ [idField]: uuid, version: integer(1) }) as Schema<
    { readonly [P in K]: string } & { readonly version: number }
  >;
