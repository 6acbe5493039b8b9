import { Inject, Injectable } from '@nestjs/common';
import { type Clock, DomainEvents, type UnitOfWork } from '@bellhop/realtime';
import { and, eq, gt, isNull } from 'drizzle-orm';
import { AuditLog } from '../../audit/audit-log.js';
import type { Tx } from '../../database/database.js';
import { CLOCK } from '../../time/clock.js';
import { accessExpiryAt } from '../access-tokens.js';
import { Accounts } from '../accounts.js';
import { sessions } from '../auth.schema.js';
import { type RefreshClaim, RefreshTokens } from './refresh-tokens.js';
import { REFRESH_LIFE_MS, REUSE_LEEWAY_MS } from './session-lifetime.js';
import { type SessionRecord, UserSessions } from './user-sessions.js';

/**
 * Rotates refresh tokens. A family is *active at generation g*, *ended* or *expired*. Presenting a token of generation t has
 * this effect:
 *
 * - active, t = g: advances the family to g + 1 and restarts the 30 days.
 * - active, t = g - 1, within 10 s of that: no change; responds with g again. All of 50 concurrent requests get the one valid
 *   token.
 * - active, t < g otherwise: someone has a copy. The thief cannot be told from the owner, so the family ends.
 * - active, t > g: the database was restored from a backup. The token is refused; the family continues.
 * - ended or expired: refused. A forged token is refused before any lookup.
 */
@Injectable()
export class SessionRenewal {
  constructor(
    private readonly events: DomainEvents<Tx>,
    private readonly tokens: RefreshTokens,
    private readonly userSessions: UserSessions,
    private readonly accounts: Accounts,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Returns the renewed session; `undefined` if the token is not accepted. */
  async renew(token: string, address: string | null): Promise<SessionRecord | undefined> {
    const claim = this.tokens.read(token);
    if (!claim) return undefined;
    return this.events.transaction(
      async (unit) => (await this.#moveOn(unit.tx, claim)) ?? (await this.#lookAgain(unit, claim, address)),
    );
  }

  /** A single statement, so that only one of two requests with the same token advances the family. */
  async #moveOn({ db }: Tx, { sessionId, generation }: RefreshClaim): Promise<SessionRecord | undefined> {
    const now = this.clock.now();
    const [moved] = await db
      .update(sessions)
      .set({
        generation: generation + 1,
        refreshedAt: new Date(now),
        accessExpiresAt: new Date(accessExpiryAt(now)),
        expiresAt: new Date(now + REFRESH_LIFE_MS),
      })
      .where(
        and(
          eq(sessions.sessionId, sessionId),
          eq(sessions.generation, generation),
          isNull(sessions.endedAt),
          gt(sessions.expiresAt, new Date(now)),
          this.accounts.isEnabled(sessions),
        ),
      )
      .returning();
    return moved;
  }

  async #lookAgain(
    unit: UnitOfWork<Tx>,
    { sessionId, generation }: RefreshClaim,
    address: string | null,
  ): Promise<SessionRecord | undefined> {
    const now = this.clock.now();
    const [family] = await unit.tx.db.select().from(sessions).where(eq(sessions.sessionId, sessionId)).for('update');
    if (!family || family.endedAt || family.expiresAt.getTime() <= now) return undefined;
    if (generation >= family.generation) return undefined;
    const justReplaced = generation === family.generation - 1 && now - family.refreshedAt.getTime() <= REUSE_LEEWAY_MS;
    if (justReplaced) return family;
    const owner = await this.userSessions.endOne(unit, { sessionId, reason: 'refresh_reused' });
    if (owner) {
      await this.audit.record(unit.tx, {
        orgId: owner.orgId,
        action: 'refresh_reused',
        actor: null,
        target: { id: owner.userId, name: await this.accounts.nameOf(unit.tx, owner) },
        details: { sessionId },
        address,
      });
    }
    return undefined;
  }
}
