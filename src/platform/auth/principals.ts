import { Injectable } from '@nestjs/common';
import { and, desc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import type { Principal } from '../access/principal.js';
import { createBatchLoader } from '../database/batch-loader.js';
import { Database } from '../database/database.js';
import { orgs, userProperties, users } from '../tenancy/tenancy.schema.js';
import { sessions } from './auth.schema.js';

/** Maximum number of an org's sessions loaded at once, with its first stream. */
const MAX_OF_ORG = 200;

/** Loads sessions and rights. Once cached, they are kept current by the log (session-access.ts). */
@Injectable()
export class Principals {
  readonly #bySession = createBatchLoader((sessionIds) => this.#loadAll(sessionIds));
  readonly #byOrg = createBatchLoader((orgIds) => this.#loadOrgs(orgIds));

  constructor(private readonly database: Database) {}

  /** Returns `undefined` if the session is unknown or ended, or its user is disabled. */
  load(sessionId: string): Promise<Principal | undefined> {
    return this.#bySession.load(sessionId);
  }

  /** Returns the principals signed in to an org; beyond 200 sessions, the most recently refreshed. */
  async loadOrg(orgId: string): Promise<readonly Principal[]> {
    return (await this.#byOrg.load(orgId)) ?? [];
  }

  async #loadAll(sessionIds: readonly string[]): Promise<ReadonlyMap<string, Principal>> {
    const found = await this.#select(inArray(sessions.sessionId, [...sessionIds]));
    return new Map(found.map((principal) => [principal.sessionId, principal]));
  }

  async #loadOrgs(orgIds: readonly string[]): Promise<ReadonlyMap<string, readonly Principal[]>> {
    const place = this.database.db
      .select({
        sessionId: sessions.sessionId,
        place:
          sql<number>`row_number() over (partition by ${sessions.orgId} order by ${desc(sessions.refreshedAt)})`.as(
            'place',
          ),
      })
      .from(sessions)
      .where(and(inArray(sessions.orgId, [...orgIds]), isNull(sessions.endedAt)))
      .as('places');
    const newest = this.database.db
      .select({ sessionId: place.sessionId })
      .from(place)
      .where(sql`${place.place} <= ${MAX_OF_ORG}`);
    const byOrg = new Map<string, Principal[]>();
    for (const principal of await this.#select(inArray(sessions.sessionId, newest))) {
      const those = byOrg.get(principal.orgId);
      if (those) those.push(principal);
      else byOrg.set(principal.orgId, [principal]);
    }
    return byOrg;
  }

  async #select(which: SQL): Promise<Principal[]> {
    const rows = await this.database.db
      .select({
        sessionId: sessions.sessionId,
        expiresAt: sessions.accessExpiresAt,
        userId: users.userId,
        orgId: users.orgId,
        role: users.role,
        name: users.name,
        email: users.email,
        orgName: orgs.name,
        version: users.version,
        allProperties: users.allProperties,
        propertyIds: sql<string | null>`(
          select string_agg(${userProperties.propertyId}::text, ',') from ${userProperties}
          where ${userProperties.orgId} = ${users.orgId} and ${userProperties.userId} = ${users.userId})`,
      })
      .from(sessions)
      .innerJoin(users, and(eq(users.orgId, sessions.orgId), eq(users.userId, sessions.userId)))
      .innerJoin(orgs, eq(orgs.orgId, users.orgId))
      .where(and(which, isNull(sessions.endedAt), isNull(users.disabledAt)));
    return rows.map(({ allProperties, propertyIds, expiresAt, ...who }) => ({
      ...who,
      expiresAt: expiresAt.getTime(),
      propertyIds: allProperties ? 'all' : new Set(propertyIds?.split(',') ?? []),
    }));
  }
}
