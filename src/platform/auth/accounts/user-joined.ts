import { catalogue, type User } from '@bellhop/hotel';
import { defineDomain, type UnitOfWork } from '@bellhop/realtime';
import { and, asc, eq } from 'drizzle-orm';
import type { Tx } from '../../database/database.js';
import { only } from '../../database/only.js';
import { userProperties, users } from '../../tenancy/tenancy.schema.js';
import type { AccountId } from '../accounts.js';

/** For raising: how the events are kept and who reads them, the users domain says, which the platform must not import. */
const usersDomain = defineDomain('users', catalogue.users);

/** Tells the org that somebody has taken up their invitation. To be called when their row is as it shall be. */
export async function raiseUserJoined({ tx, raise }: UnitOfWork<Tx>, { orgId, userId }: AccountId): Promise<void> {
  raise(usersDomain, 'UserJoined', { orgId, payload: await read(tx, { orgId, userId }) });
}

async function read({ db }: Tx, { orgId, userId }: AccountId): Promise<User> {
  const {
    passwordHash: _,
    disabledAt: _d,
    ...user
  } = only(
    await db
      .select()
      .from(users)
      .where(and(eq(users.orgId, orgId), eq(users.userId, userId))),
  );
  const seen = await db
    .select({ propertyId: userProperties.propertyId })
    .from(userProperties)
    .where(and(eq(userProperties.orgId, orgId), eq(userProperties.userId, userId)))
    .orderBy(asc(userProperties.propertyId));
  return {
    ...user,
    status: 'active',
    propertyIds: user.allProperties ? [] : seen.map(({ propertyId }) => propertyId),
  };
}
