import { addedLater, instant, integer, nullable, object, type Schema, uuid } from '@bellhop/protocol';

/** Fields of every row beside its own id. */
export const rowFields = {
  orgId: uuid,
  createdAt: instant,
  updatedAt: instant,
  /** The user of the last change, or of the creation. Null: another service, or nobody knows. */
  updatedBy: addedLater(nullable(uuid)),
  /** Incremented by each update, so that a late response never overwrites a newer event. */
  version: integer(1),
} as const;

/** Payload of a `…Deleted` event. */
type Deleted<K extends string> = { readonly [P in K]: string } & {
  readonly version: number;
  readonly deletedBy?: string | null;
};

/**
 * Payload of every `…Deleted` event: the id, the row's last version plus one, and who deleted it (as `updatedBy`).
 * @param concerns fields with the ids of the people whom a personal row concerned
 */
export const deleted = <K extends string, P extends string = never>(
  idField: K,
  ...concerns: readonly P[]
): Schema<Deleted<K> & { readonly [F in P]: string }> => {
  const people = Object.fromEntries(concerns.map((field) => [field, uuid]));
  const fields = { [idField]: uuid, version: integer(1), deletedBy: addedLater(nullable(uuid)), ...people };
  return object(fields) as Schema<Deleted<K> & { readonly [F in P]: string }>;
};
