import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@bellhop/realtime';
import { and, desc, eq, gt, gte, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { CLOCK } from '../time/clock.js';
import { AuditLog } from './audit-log.js';
import { auditEntries } from './audit.schema.js';

/** A refused sign-in. */
export interface SignInFailure {
  readonly reason: 'wrong_password' | 'disabled';
  /** Where the request came from. */
  readonly address: string | null;
}

/** The account of the sign-in. */
interface Account {
  readonly orgId: string;
  readonly userId: string;
  readonly name: string;
}

/** Details of an entry; the counts are present from the second attempt on. */
interface Details {
  readonly reason: SignInFailure['reason'];
  readonly attempts?: number;
  /** ISO 8601. */
  readonly lastAt?: string;
  /** The first {@link MAX_ADDRESSES}. */
  readonly addresses?: readonly string[];
}

/** How long an entry counts attempts, in milliseconds from its first. */
const WINDOW_MS = 3_600_000;
const MAX_ADDRESSES = 10;
/** First half of the advisory lock keys of accounts; the second is the account's hash. Nothing else in the database uses it. */
const LOCK = 7_245_033;
const NOBODY: Account = {
  orgId: '00000000-0000-0000-0000-000000000000',
  userId: '00000000-0000-0000-0000-000000000000',
  name: '',
};

/**
 * Records failed sign-ins. Anyone can cause any number of them, so each account has one entry per hour and reason that counts
 * them: however often a stranger tries, the trail grows by two entries an hour per account, and other entries stay visible.
 */
@Injectable()
export class SignInFailures {
  constructor(
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @param account `undefined` when there is none: the same statements run, for equal timing, and write nothing */
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
          // Ids begin with the system's time, and the index on them finds the entries.
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

/** Returns the smallest version 7 UUID that can have been generated at `msecs`. */
const firstIdSince = (msecs: number): string => uuidv7({ msecs, random: new Uint8Array(16), seq: 0 });
