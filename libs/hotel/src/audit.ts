import { instant, nullable, object, type Static, text, uuid } from '@bellhop/protocol';

export const auditEntrySchema = object({
  entryId: uuid,
  at: instant,
  action: text(64, 1),
  actorId: nullable(uuid),
  actorName: nullable(text(120)),
  targetId: nullable(text(128)),
  targetName: nullable(text(254)),
  /** The changes, as JSON text. */
  details: nullable(text(4000)),
  address: nullable(text(64)),
});

/** An action of a user, for owners to read. */
export type AuditEntry = Static<typeof auditEntrySchema>;
