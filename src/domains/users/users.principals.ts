import { Injectable } from '@nestjs/common';
import { and, desc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import type { Principal } from '../../platform/access/principal.js';
import { sessions } from '../../platform/auth/auth.schema.js';
import { Principals } from '../../platform/auth/principals.js';
import { createBatchLoader } from '../../platform/database/batch-loader.js';
import { Database } from '../../platform/database/database.js';
import type { Requirement } from '../../platform/database/requirement.js';
import { QueryTemplate } from '../../platform/database/template.js';
import { ProblemException } from '../../platform/http/problem.js';
import { orgs } from '../../platform/tenancy/tenancy.schema.js';
import { userProperties, users } from './users.schema.js';

const CURRENT = new QueryTemplate<'orgId' | 'userId' | 'sessionId' | 'version'>(
  (value) =>
    sql`select from ${sessions} join ${users} on ${and(
      eq(users.orgId, value('orgId')),
      eq(users.userId, value('userId')),
    )} where ${and(
      eq(sessions.sessionId, value('sessionId')),
      isNull(sessions.endedAt),
      isNull(users.disabledAt),
      eq(users.version, value('version')),
    )}`,
);

/** Maximum number of an org's sessions loaded at once, with its first stream. */
const MAX_OF_ORG = 200;

/** Loads sessions with the rights of their users. */
@Injectable()
export class UsersPrincipals extends Principals {
  readonly #bySession = createBatchLoader((sessionIds) => this.#loadAll(sessionIds));
  readonly #byOrg = createBatchLoader((orgIds) => this.#loadOrgs(orgIds));

  constructor(private readonly database: Database) {
    super();
  }

  load(sessionId: string): Promise<Principal | undefined> {
    return this.#bySession.load(sessionId);
  }

  async loadOrg(orgId: string): Promise<readonly Principal[]> {
    return (await this.#byOrg.load(orgId)) ?? [];
  }

  isCurrent({ orgId, userId, sessionId, version = 0 }: Principal): Requirement {
    return {
      template: CURRENT,
      params: CURRENT.fill({ orgId, userId, sessionId, version }),
      // Refreshing tells the client which of the two applies.
      otherwise: () =>
        new ProblemException(
          'unauthenticated',
          'The session has ended or its rights have changed. Refresh the access token.',
        ),
    };
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
        language: users.language,
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
