import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Principal } from '../access/principal.js';
import type { Requirement } from '../database/requirement.js';
import { QueryTemplate } from '../database/template.js';
import { ProblemException } from '../http/problem.js';
import { users } from '../tenancy/tenancy.schema.js';
import { sessions } from './auth.schema.js';

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

/**
 * Requires that the caller is still signed in, with the rights that were checked: those come from memory, and another instance
 * may have just revoked them.
 */
export function isCurrent({ orgId, userId, sessionId, version = 0 }: Principal): Requirement {
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
