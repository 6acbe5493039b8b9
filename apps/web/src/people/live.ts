import type { UsersSummary, UserStatus } from '@bellhop/hotel';
import { defineLiveAggregate, defineLiveQuery } from '@bellhop/react';

/** Filters of a list of users. `propertyId`: users who may see that property. */
export type UsersView = { readonly propertyId?: string | undefined; readonly status?: UserStatus | undefined };

export const users = defineLiveQuery({
  domain: 'users',
  name: 'users',
  path: '/users',
  id: 'userId',
  events: {
    UserCreated: 'create',
    UserInvitationChanged: 'put',
    UserJoined: 'put',
    UserUpdated: 'put',
    UserRoleChanged: 'put',
    UserPropertiesChanged: 'put',
    UserDisabled: 'put',
    UserEnabled: 'put',
    UserDeleted: 'remove',
  },
  accepts: (user, { propertyId, status }: UsersView) =>
    (propertyId === undefined || user.allProperties || user.propertyIds.includes(propertyId)) &&
    (status === undefined || user.status === status),
  compare: (a, b) => a.userId.localeCompare(b.userId),
});

export const usersSummary = defineLiveAggregate<UsersSummary, { readonly propertyId: string | undefined }>({
  domain: 'users',
  name: 'summary',
  path: '/users/summary',
});
