import { Injectable } from '@nestjs/common';
import { and, eq, exists, isNotNull, isNull, or, sql } from 'drizzle-orm';
import type { Requirement } from '../database/requirement.js';
import { QueryTemplate } from '../database/template.js';
import { userProperties, users } from './tenancy.schema.js';

const MAY_SEE = new QueryTemplate<'orgId' | 'userId' | 'propertyId'>((value) => {
  const assigned = sql`(select from ${userProperties} where ${and(
    eq(userProperties.orgId, users.orgId),
    eq(userProperties.userId, users.userId),
    eq(userProperties.propertyId, value('propertyId')),
  )})`;
  return sql`select from ${users} where ${and(
    eq(users.orgId, value('orgId')),
    eq(users.userId, value('userId')),
    isNull(users.disabledAt),
    isNotNull(users.passwordHash),
    or(eq(users.allProperties, true), exists(assigned)),
  )}`;
});

/** Questions that any domain may ask about an org's members, without depending on the users domain. */
@Injectable()
export class MemberDirectory {
  /** Requires that `userId` is an active member who may see the property, neither disabled nor only invited. */
  maySee(
    { orgId, userId, propertyId }: { readonly orgId: string; readonly userId: string; readonly propertyId: string },
    otherwise: () => Error,
  ): Requirement {
    return { template: MAY_SEE, params: MAY_SEE.fill({ orgId, userId, propertyId }), otherwise };
  }
}
