import { Injectable } from '@nestjs/common';
import { and, desc, isNotNull } from 'drizzle-orm';
import { Accounts } from '../auth/accounts.js';
import { sessions } from '../auth/auth.schema.js';
import { Database } from '../database/database.js';
import { networkOf } from '../http/client-network.js';

/** Newest sign-ins that are searched. */
const LOOKED_THROUGH = 500;

/** Networks from which an account has been signed in to before. */
@Injectable()
export class KnownNetworks {
  constructor(
    private readonly database: Database,
    private readonly accounts: Accounts,
  ) {}

  /** For an account that does not exist, runs the same query and returns false. */
  async has(email: string, network: string): Promise<boolean> {
    const rows = await this.database.db
      .select({ address: sessions.address })
      .from(sessions)
      .where(and(this.accounts.signsInWith(email, sessions), isNotNull(sessions.address)))
      .orderBy(desc(sessions.createdAt))
      .limit(LOOKED_THROUGH);
    return rows.some(({ address }) => address !== null && networkOf(address) === network);
  }
}
