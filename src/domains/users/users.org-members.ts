import { Injectable } from '@nestjs/common';
import type { UnitOfWork } from '@bellhop/realtime';
import type { Tx } from '../../platform/database/database.js';
import { type Invited, OrgMembers } from '../../platform/tenancy/org-members.js';
import { UserActivity } from './user-activity.js';
import { usersDomain } from './users.events.js';
import { UsersRepository } from './users.repository.js';

/** Raises the events of users who accept an invitation. */
@Injectable()
export class UsersOrgMembers extends OrgMembers {
  constructor(
    private readonly repository: UsersRepository,
    private readonly activity: UserActivity,
  ) {
    super();
  }

  async joined({ tx, raise }: UnitOfWork<Tx>, { orgId, userId, name }: Invited): Promise<void> {
    const user = await this.repository.find(orgId, userId, tx.db);
    if (!user) throw new Error('a user who has just joined does not exist');
    raise(usersDomain, 'UserJoined', { orgId, payload: user });
    await this.activity.updated(tx, user, { ...user, name, status: 'invited' }, user);
  }
}
