import { Injectable } from '@nestjs/common';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { Database } from '../database/database.js';
import { orgs, userProperties, users } from '../tenancy/tenancy.schema.js';
import { sessions } from './auth.schema.js';
import type { Principal } from './principal.js';

/** Where rights are read: one indexed query per request, so that a change of them acts on the next one. */
@Injectable()
export class Principals {
  constructor(private readonly database: Database) {}

  /** `undefined` when the session is unknown or ended, or its user is disabled. */
  async load(sessionId: string): Promise<Principal | undefined> {
    const [row] = await this.database.db
      .select({
        userId: users.userId,
        orgId: users.orgId,
        role: users.role,
        name: users.name,
        email: users.email,
        orgName: orgs.name,
        allProperties: users.allProperties,
        propertyIds: sql<string | null>`(
          select string_agg(${userProperties.propertyId}::text, ',') from ${userProperties}
          where ${userProperties.orgId} = ${users.orgId} and ${userProperties.userId} = ${users.userId})`,
      })
      .from(sessions)
      .innerJoin(users, and(eq(users.orgId, sessions.orgId), eq(users.userId, sessions.userId)))
      .innerJoin(orgs, eq(orgs.orgId, users.orgId))
      .where(and(eq(sessions.sessionId, sessionId), isNull(sessions.endedAt), isNull(users.disabledAt)));
    if (!row) return undefined;
    const { allProperties, propertyIds, ...who } = row;
    return { sessionId, ...who, propertyIds: allProperties ? 'all' : new Set(propertyIds?.split(',') ?? []) };
  }
}
