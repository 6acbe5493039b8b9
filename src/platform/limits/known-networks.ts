import { Injectable } from '@nestjs/common';
import { and, desc, eq, isNotNull } from 'drizzle-orm';
import { sessions } from '../auth/auth.schema.js';
import { Database } from '../database/database.js';
import { networkOf } from '../http/client-network.js';
import { users } from '../tenancy/tenancy.schema.js';

/** Sign-ins that are looked through, newest first. */
const LOOKED_THROUGH = 500;

/** From where somebody has signed in to an account before. */
@Injectable()
export class KnownNetworks {
  constructor(private readonly database: Database) {}

  /** Nobody has signed in to an account that does not exist: the question takes the same query. */
  async has(email: string, network: string): Promise<boolean> {
    const rows = await this.database.db
      .select({ address: sessions.address })
      .from(sessions)
      .innerJoin(users, and(eq(users.orgId, sessions.orgId), eq(users.userId, sessions.userId)))
      .where(and(eq(users.email, email), isNotNull(users.passwordHash), isNotNull(sessions.address)))
      .orderBy(desc(sessions.createdAt))
      .limit(LOOKED_THROUGH);
    return rows.some(({ address }) => address !== null && networkOf(address) === network);
  }
}
