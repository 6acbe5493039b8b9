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

/** Payload of every `…Deleted` event: the id, the row's last version plus one, and who deleted it (as `updatedBy`). */
export const deleted = <K extends string>(idField: K): Schema<Deleted<K>> =>
  object({ [idField]: uuid, version: integer(1), deletedBy: addedLater(nullable(uuid)) }) as Schema<Deleted<K>>;
