import { Injectable } from '@nestjs/common';
import { and, eq, exists, isNotNull, isNull, or, sql } from 'drizzle-orm';
import type { Requirement } from '../../platform/database/requirement.js';
import { QueryTemplate } from '../../platform/database/template.js';
import { MemberDirectory } from '../../platform/tenancy/member-directory.js';
import { userProperties, users } from './users.schema.js';

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

@Injectable()
export class UsersMemberDirectory extends MemberDirectory {
  maySee(
    { orgId, userId, propertyId }: { readonly orgId: string; readonly userId: string; readonly propertyId: string },
    otherwise: () => Error,
  ): Requirement {
    return { template: MAY_SEE, params: MAY_SEE.fill({ orgId, userId, propertyId }), otherwise };
  }
}
