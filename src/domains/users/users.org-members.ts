import { Injectable } from '@nestjs/common';
import type { UnitOfWork } from '@bellhop/realtime';
import type { Tx } from '../../platform/database/database.js';
import { OrgMembers } from '../../platform/tenancy/org-members.js';
import { usersDomain } from './users.events.js';
import { UsersRepository } from './users.repository.js';

/** Raises the events of users who accept an invitation. */
@Injectable()
export class UsersOrgMembers extends OrgMembers {
  constructor(private readonly repository: UsersRepository) {
    super();
  }

  async joined({ tx, raise }: UnitOfWork<Tx>, orgId: string, userId: string): Promise<void> {
    const user = await this.repository.find(orgId, userId, tx.db);
    if (!user) throw new Error('a user who has just joined does not exist');
    raise(usersDomain, 'UserJoined', { orgId, payload: user });
  }
}
