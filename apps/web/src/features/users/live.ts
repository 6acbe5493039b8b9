import type { User, UserStatus } from '@bellhop/contracts';
import { creates, type LiveDomain, puts, removes } from '../../live/patching.js';
import { RowSet } from '../../live/row-set.js';

/** What a list of people is filtered by. `propertyId`: those who may see it. */
export type UsersView = { readonly propertyId?: string; readonly status?: UserStatus };

const userId = (row: { readonly userId: string }) => row.userId;

export const users = new RowSet<User, UsersView>({
  domain: 'users',
  name: 'users',
  path: '/users',
  id: userId,
  accepts: (user, { propertyId, status }) =>
    (propertyId === undefined || user.allProperties || user.propertyIds.includes(propertyId)) &&
    (status === undefined || user.status === status),
  compare: (a, b) => userId(a).localeCompare(userId(b)),
});

export const SUMMARY_KEY = ['users', 'summary'] as const;

export const usersLive: LiveDomain<'users'> = {
  domain: 'users',
  changes: {
    UserCreated: creates(users),
    UserJoined: puts(users),
    UserUpdated: puts(users),
    UserRoleChanged: puts(users),
    UserPropertiesChanged: puts(users),
    UserDisabled: puts(users),
    UserEnabled: puts(users),
    UserDeleted: removes(users, userId),
  },
  aggregates: [SUMMARY_KEY],
};
