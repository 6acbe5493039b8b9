import { Inject, Injectable } from '@nestjs/common';
import type { Clock, UnitOfWork } from '@bellhop/realtime';
import { and, eq, gt, isNull, ne, type SQL } from 'drizzle-orm';
import type { RequestOrigin } from '../../audit/request-origin.js';
import type { Tx } from '../../database/database.js';
import { newRowId } from '../../database/row-id.js';
import { exactlyOne } from '../../database/exactly-one.js';
import { CLOCK } from '../../time/clock.js';
import { accessExpiryAt } from '../access-tokens.js';
import { sessions } from '../auth.schema.js';
import { type SessionEndReason, sessionsDomain } from '../sessions.events.js';
import { REFRESH_LIFE_MS } from './session-lifetime.js';

export type SessionRecord = typeof sessions.$inferSelect;

/** The user of a session. */
export interface SessionOwner {
  readonly orgId: string;
  readonly userId: string;
}

/**
 * Begins and ends sessions. The end of a session is an event: it reaches the cache of every instance, which refuses requests
 * from then on, and open streams and polls.
 */
@Injectable()
export class UserSessions {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  async begin(tx: Tx, { orgId, userId }: SessionOwner, { address, userAgent }: RequestOrigin): Promise<SessionRecord> {
    const now = this.clock.now();
    const rows = await tx.db
      .insert(sessions)
      .values({
        sessionId: newRowId(),
        orgId,
        userId,
        createdAt: new Date(now),
        refreshedAt: new Date(now),
        accessExpiresAt: new Date(accessExpiryAt(now)),
        expiresAt: new Date(now + REFRESH_LIFE_MS),
        address,
        userAgent,
      })
      .returning();
    return exactlyOne(rows);
  }

  /**
   * @param owner omitted when the caller has presented a token of the session
   * @returns the session's user; `undefined` if there is no such active session
   */
  async endOne(
    unit: UnitOfWork<Tx>,
    end: { readonly sessionId: string; readonly reason: SessionEndReason; readonly owner?: SessionOwner },
  ): Promise<SessionOwner | undefined> {
    const { sessionId, reason, owner } = end;
    const [ended] = await this.#end(unit, reason, eq(sessions.sessionId, sessionId), owner && isOf(owner));
    return ended;
  }

  /**
   * Ends every active session of a user, so that none becomes valid again if they are enabled again. Update the user's row
   * before, in the same transaction: a sign-in under way locks that row, so its session is seen here.
   * @param end `except`: the session to keep
   * @returns the ids of the ended sessions
   */
  async endAllOf(
    unit: UnitOfWork<Tx>,
    end: SessionOwner & { readonly reason: SessionEndReason; readonly except?: string },
  ): Promise<readonly string[]> {
    const { reason, except } = end;
    const ended = await this.#end(
      unit,
      reason,
      isOf(end),
      except === undefined ? undefined : ne(sessions.sessionId, except),
    );
    return ended.map(({ sessionId }) => sessionId);
  }

  async #end({ tx, raise }: UnitOfWork<Tx>, reason: SessionEndReason, ...which: (SQL | undefined)[]) {
    const now = new Date(this.clock.now());
    const ended = await tx.db
      .update(sessions)
      .set({ endedAt: now, endReason: reason })
      .where(and(...which, isNull(sessions.endedAt), gt(sessions.expiresAt, now)))
      .returning({ sessionId: sessions.sessionId, orgId: sessions.orgId, userId: sessions.userId });
    const [first] = ended;
    if (first) {
      const sessionIds = ended.map(({ sessionId }) => sessionId);
      raise(sessionsDomain, 'SessionsEnded', {
        orgId: first.orgId,
        payload: { userId: first.userId, sessionIds, reason },
      });
    }
    return ended;
  }
}

const isOf = ({ orgId, userId }: SessionOwner): SQL | undefined =>
  and(eq(sessions.orgId, orgId), eq(sessions.userId, userId));
