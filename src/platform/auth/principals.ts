import { Injectable } from '@nestjs/common';
import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { BatchLoader } from '../database/batch-loader.js';
import { Database } from '../database/database.js';
import { orgs, userProperties, users } from '../tenancy/tenancy.schema.js';
import { sessions } from './auth.schema.js';
import type { Principal } from './principal.js';

/** Where rights are read: by an indexed query for each request, so that a change of them acts on the next one. */
@Injectable()
export class Principals {
  readonly #loader = new BatchLoader((sessionIds) => this.loadAll(sessionIds));

  constructor(private readonly database: Database) {}

  /** `undefined` when the session is unknown or ended, or its user is disabled. */
  load(sessionId: string): Promise<Principal | undefined> {
    return this.#loader.load(sessionId);
  }

  private async loadAll(sessionIds: readonly string[]): Promise<ReadonlyMap<string, Principal>> {
    const rows = await this.database.db
      .select({
        sessionId: sessions.sessionId,
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
      .where(and(inArray(sessions.sessionId, [...sessionIds]), isNull(sessions.endedAt), isNull(users.disabledAt)));
    return new Map(
      rows.map(({ allProperties, propertyIds, ...who }) => [
        who.sessionId,
        { ...who, propertyIds: allProperties ? 'all' : new Set(propertyIds?.split(',') ?? []) },
      ]),
    );
  }
}
