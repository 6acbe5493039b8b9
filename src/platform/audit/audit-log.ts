import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@bellhop/realtime';
import type { Tx } from '../database/database.js';
import { newRowId } from '../database/row-id.js';
import { CLOCK } from '../time/clock.js';
import { auditEntries } from './audit.schema.js';

/** Audited actions. Clients accept any text here: the list grows. */
export type AuditAction =
  | 'signed_in'
  | 'sign_in_failed'
  | 'session_ended'
  | 'refresh_reused'
  | 'password_changed'
  | 'password_reset'
  | 'org_created'
  | 'user_invited'
  | 'user_joined'
  | 'user_changed'
  | 'role_changed'
  | 'properties_changed'
  | 'user_disabled'
  | 'user_enabled'
  | 'invitation_withdrawn'
  | 'api_key_created'
  | 'api_key_deleted'
  | 'dead_letter_redelivered'
  | 'dead_letter_dropped';

export interface AuditRecord {
  readonly orgId: string;
  readonly action: AuditAction;
  /** Null when no one was signed in. */
  readonly actor: { readonly userId: string; readonly name: string } | null;
  /** Target of the action: an id of at most 128 characters and a name of at most 254. */
  readonly target?: { readonly id: string; readonly name: string | null };
  /** What changed: a few short values, never secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Where the request came from. */
  readonly address?: string | null;
}

const DETAILS_CHARACTERS = 4_000;

/** Records who did what, in the same transaction as the action itself. */
@Injectable()
export class AuditLog {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** @param tx the transaction of the action */
  async record(tx: Tx, { orgId, action, actor, target, details, address }: AuditRecord): Promise<void> {
    if (details !== undefined && JSON.stringify(details).length > DETAILS_CHARACTERS) {
      throw new Error(`the details of ${action} are longer than ${DETAILS_CHARACTERS} characters`);
    }
    await tx.db.insert(auditEntries).values({
      orgId,
      // Ids use the system's time, in which one process's ids are monotonic; people see `at`.
      entryId: newRowId(),
      at: new Date(this.clock.now()),
      action,
      actorId: actor?.userId ?? null,
      actorName: actor?.name ?? null,
      targetId: target?.id ?? null,
      targetName: target?.name ?? null,
      details: details ?? null,
      address: address ?? null,
    });
  }
}
