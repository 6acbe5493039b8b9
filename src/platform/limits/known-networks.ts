import { Injectable } from '@nestjs/common';
import { and, desc, eq, isNotNull } from 'drizzle-orm';
import { sessions } from '../auth/auth.schema.js';
import { Database } from '../database/database.js';
import { networkOf } from '../http/client-network.js';
import { users } from '../tenancy/tenancy.schema.js';

/** Newest sign-ins that are searched. */
const LOOKED_THROUGH = 500;

/** Networks from which an account has been signed in to before. */
@Injectable()
export class KnownNetworks {
  constructor(private readonly database: Database) {}

  /** For an account that does not exist, runs the same query and returns false. */
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
