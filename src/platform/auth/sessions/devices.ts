import { Inject, Injectable } from '@nestjs/common';
import type { Page, SessionRow } from '@bellhop/protocol';
import { type Clock, DomainEvents } from '@bellhop/realtime';
import { and, desc, eq, gt, isNull, lt } from 'drizzle-orm';
import type { Principal } from '../../access/principal.js';
import { AuditLog } from '../../audit/audit-log.js';
import { Database, type Tx } from '../../database/database.js';
import { Keyset, type PageQuery } from '../../http/paging.js';
import { notFound } from '../../http/problem.js';
import { CLOCK } from '../../time/clock.js';
import { Accounts } from '../accounts.js';
import { sessions } from '../auth.schema.js';
import type { SessionEndReason } from '../sessions.events.js';
import { type SessionOwner, type SessionRecord, UserSessions } from './user-sessions.js';

const keyset = new Keyset(['uuid']);

/** A user's own sessions, to list and to end. */
@Injectable()
export class Devices {
  constructor(
    private readonly database: Database,
    private readonly events: DomainEvents<Tx>,
    private readonly userSessions: UserSessions,
    private readonly accounts: Accounts,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Returns active sessions, newest first. */
  async list({ orgId, userId, sessionId }: Principal, { limit, after }: PageQuery): Promise<Page<SessionRow>> {
    const [last] = keyset.read(after) ?? [];
    const rows = await this.database.db
      .select()
      .from(sessions)
      .where(
        and(
          eq(sessions.orgId, orgId),
          eq(sessions.userId, userId),
          isNull(sessions.endedAt),
          gt(sessions.expiresAt, new Date(this.clock.now())),
          last === undefined ? undefined : lt(sessions.sessionId, last),
        ),
      )
      .orderBy(desc(sessions.sessionId))
      .limit(limit + 1);
    return keyset.page(
      rows,
      limit,
      (row) => [row.sessionId],
      (row) => toResponse(row, sessionId),
    );
  }

  /** @throws ProblemException `not_found` for a session that has ended or belongs to someone else */
  async end({ orgId, userId }: Principal, sessionId: string, address: string | null): Promise<void> {
    if (!(await this.#endAudited(orgId, sessionId, 'ended', address, { orgId, userId }))) throw notFound('session');
  }

  /** Ends the session of a caller who has presented one of its tokens. Does nothing if it has ended. */
  async signOut(sessionId: string, address: string | null): Promise<void> {
    const { db } = this.database;
    const [session] = await db
      .select({ orgId: sessions.orgId })
      .from(sessions)
      .where(eq(sessions.sessionId, sessionId));
    if (session) await this.#endAudited(session.orgId, sessionId, 'signed_out', address);
  }

  #endAudited(
    orgId: string,
    sessionId: string,
    reason: SessionEndReason,
    address: string | null,
    owner?: SessionOwner,
  ): Promise<boolean> {
    return this.events.transaction(
      async (unit) => {
        const ended = await this.userSessions.endOne(unit, { sessionId, reason, ...(owner && { owner }) });
        if (!ended) return false;
        const name = await this.accounts.nameOf(unit.tx, ended);
        await this.audit.record(unit.tx, {
          orgId: ended.orgId,
          action: 'session_ended',
          actor: { userId: ended.userId, name: name ?? '' },
          details: { sessionId, reason },
          address,
        });
        return true;
      },
      { orgId },
    );
  }
}

const toResponse = (
  { sessionId, createdAt, refreshedAt, expiresAt, userAgent, address }: SessionRecord,
  own: string,
) => ({
  sessionId,
  createdAt: createdAt.toISOString(),
  refreshedAt: refreshedAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
  userAgent,
  address,
  current: sessionId === own,
});
