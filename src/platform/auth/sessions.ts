import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@bellhop/realtime';
import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { Database } from '../database/database.js';
import { users } from '../tenancy/tenancy.schema.js';
import { CLOCK } from '../time/clock.js';
import { sessions } from './auth.schema.js';
import { ACCESS_TOKEN_LIFE_MS } from './access-tokens.js';
import { checkPassword } from './passwords.js';

export interface Session {
  readonly sessionId: string;
  readonly userId: string;
  readonly orgId: string;
}

/** Begins and ends sessions: one per sign-in. */
@Injectable()
export class Sessions {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** `undefined` when no enabled user has this email and password; it takes as long as when one does. */
  async begin(email: string, password: string): Promise<Session | undefined> {
    const [user] = await this.database.db
      .select({ userId: users.userId, orgId: users.orgId, passwordHash: users.passwordHash })
      .from(users)
      .where(and(eq(users.email, email.toLowerCase()), isNotNull(users.passwordHash), isNull(users.disabledAt)));
    const known = await checkPassword(user?.passwordHash ?? undefined, password);
    if (!user || !known) return undefined;
    const session = { sessionId: randomUUID(), userId: user.userId, orgId: user.orgId };
    const now = new Date(this.clock.now());
    const expiresAt = new Date(now.getTime() + ACCESS_TOKEN_LIFE_MS);
    await this.database.db
      .insert(sessions)
      .values({ ...session, createdAt: now, refreshedAt: now, accessExpiresAt: expiresAt, expiresAt });
    return session;
  }

  /** Acts on the next request of the session; ending it twice changes nothing. */
  async end(sessionId: string): Promise<void> {
    await this.database.db
      .update(sessions)
      .set({ endedAt: new Date(this.clock.now()) })
      .where(and(eq(sessions.sessionId, sessionId), isNull(sessions.endedAt)));
  }
}
