import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@bellhop/realtime';
import type { Tx } from '../database/database.js';
import { newRowId } from '../database/row-id.js';
import { CLOCK } from '../time/clock.js';
import { auditEntries } from './audit.schema.js';

/** What is audited. Clients take any text here: the list grows. */
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
  /** Null where nobody was signed in. */
  readonly actor: { readonly userId: string; readonly name: string } | null;
  /** What it was done to: an id of at most 128 characters, and a word for people of at most 254. */
  readonly target?: { readonly id: string; readonly name: string | null };
  /** What changed: a few short values, never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Where the request came from. */
  readonly address?: string | null;
}

const DETAILS_CHARACTERS = 4_000;

/** Writes down who did what, together with what they did: neither is there without the other. */
@Injectable()
export class AuditLog {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** @param tx the transaction of what is told of */
  async record(tx: Tx, { orgId, action, actor, target, details, address }: AuditRecord): Promise<void> {
    if (details !== undefined && JSON.stringify(details).length > DETAILS_CHARACTERS) {
      throw new Error(`the details of ${action} are longer than ${DETAILS_CHARACTERS} characters`);
    }
    await tx.db.insert(auditEntries).values({
      orgId,
      // By the system's time, within which ids of one process go up one by one; `at` is what people see.
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
