import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@bellhop/realtime';
import { and, desc, eq, gt, gte, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { CLOCK } from '../time/clock.js';
import { AuditLog } from './audit-log.js';
import { auditEntries } from './audit.schema.js';

/** A sign-in that was refused. */
export interface SignInFailure {
  readonly reason: 'wrong_password' | 'disabled';
  /** Where the request came from. */
  readonly address: string | null;
}

/** Whose account it was tried on. */
interface Account {
  readonly orgId: string;
  readonly userId: string;
  readonly name: string;
}

/** What an entry counts, once there is more than one attempt. */
interface Details {
  readonly reason: SignInFailure['reason'];
  readonly attempts?: number;
  /** ISO 8601. */
  readonly lastAt?: string;
  /** The first few. */
  readonly addresses?: readonly string[];
}

/** How long an entry counts on, in milliseconds, from its first attempt. */
const WINDOW_MS = 3_600_000;
const MAX_ADDRESSES = 10;
/** Of the advisory locks of accounts; the second half of the key is the account. Nothing else in the database uses it. */
const LOCK = 7_245_033;
const NOBODY: Account = {
  orgId: '00000000-0000-0000-0000-000000000000',
  userId: '00000000-0000-0000-0000-000000000000',
  name: '',
};

/**
 * Writes down sign-ins that failed. Anybody can make as many as they like, so each account has one entry an hour and
 * reason that counts them: however often a stranger tries, the trail grows by two entries an hour, and nothing is pushed
 * out of sight.
 */
@Injectable()
export class SignInFailures {
  constructor(
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @param account `undefined` where there is none: the same statements, which write nothing */
  async note(tx: Tx, account: Account | undefined, failure: SignInFailure): Promise<void> {
    const { orgId, userId } = account ?? NOBODY;
    await tx.db.execute(sql`select pg_advisory_xact_lock(${LOCK}, hashtext(${userId}))`);
    const open = await this.#openEntry(tx, orgId, userId, failure.reason);
    if (account && !open) return this.#begin(tx, account, failure);
    await tx.db
      .update(auditEntries)
      .set({ details: this.#counted(open?.details as Details | undefined, open?.address ?? null, failure) })
      .where(and(eq(auditEntries.orgId, orgId), eq(auditEntries.entryId, open?.entryId ?? NOBODY.userId)));
  }

  async #openEntry({ db }: Tx, orgId: string, userId: string, reason: string) {
    const [entry] = await db
      .select({ entryId: auditEntries.entryId, details: auditEntries.details, address: auditEntries.address })
      .from(auditEntries)
      .where(
        and(
          eq(auditEntries.orgId, orgId),
          // Ids begin with the system's time, and are what the entries are found by.
          gte(auditEntries.entryId, firstIdSince(Date.now() - WINDOW_MS)),
          gt(auditEntries.at, new Date(this.clock.now() - WINDOW_MS)),
          eq(auditEntries.action, 'sign_in_failed'),
          eq(auditEntries.targetId, userId),
          sql`${auditEntries.details} ->> 'reason' = ${reason}`,
        ),
      )
      .orderBy(desc(auditEntries.entryId))
      .limit(1);
    return entry;
  }

  #begin(tx: Tx, { orgId, userId, name }: Account, { reason, address }: SignInFailure): Promise<void> {
    return this.audit.record(tx, {
      orgId,
      action: 'sign_in_failed',
      actor: null,
      target: { id: userId, name },
      details: { reason },
      address,
    });
  }

  #counted(before: Details | undefined, first: string | null, { reason, address }: SignInFailure): Details {
    const addresses = new Set([...(before?.addresses ?? [first]), address].filter((text) => text !== null));
    return {
      reason,
      attempts: (before?.attempts ?? 1) + 1,
      lastAt: new Date(this.clock.now()).toISOString(),
      addresses: [...addresses].slice(0, MAX_ADDRESSES),
    };
  }
}

/** The least UUID of version 7 that can have been made at `msecs`. */
const firstIdSince = (msecs: number): string => uuidv7({ msecs, random: new Uint8Array(16), seq: 0 });
