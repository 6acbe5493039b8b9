import { Injectable } from '@nestjs/common';
import { and, eq, exists, isNotNull, isNull, or, sql } from 'drizzle-orm';
import type { Tx } from '../database/database.js';
import { userProperties, users } from './tenancy.schema.js';

/** What every domain may ask about an org's people without knowing the users domain. */
@Injectable()
export class MemberDirectory {
  /**
   * Whether `userId` is a member of the org who may see the property: neither disabled nor only invited. Holds the row
   * until `tx` ends.
   */
  async maySee(tx: Tx, orgId: string, userId: string, propertyId: string): Promise<boolean> {
    const assigned = tx.db
      .select({ one: sql`1` })
      .from(userProperties)
      .where(
        and(
          eq(userProperties.orgId, users.orgId),
          eq(userProperties.userId, users.userId),
          eq(userProperties.propertyId, propertyId),
        ),
      );
    const [row] = await tx.db
      .select({ userId: users.userId })
      .from(users)
      .where(
        and(
          eq(users.orgId, orgId),
          eq(users.userId, userId),
          isNull(users.disabledAt),
          isNotNull(users.passwordHash),
          or(eq(users.allProperties, true), exists(assigned)),
        ),
      )
      .for('key share');
    return row !== undefined;
  }
}
