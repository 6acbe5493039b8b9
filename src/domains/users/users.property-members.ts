import { Inject, Injectable } from '@nestjs/common';
import type { Clock, UnitOfWork } from '@bellhop/realtime';
import type { Principal } from '../../platform/access/principal.js';
import type { Tx } from '../../platform/database/database.js';
import { PropertyMembers } from '../../platform/tenancy/property-members.js';
import { CLOCK, isoNow } from '../../platform/time/clock.js';
import { UserActivity } from './user-activity.js';
import { usersDomain } from './users.events.js';
import { UsersRepository } from './users.repository.js';

/** Removes a deleted property from its members' rights: updates their rows and raises the events. */
@Injectable()
export class UsersPropertyMembers extends PropertyMembers {
  constructor(
    private readonly repository: UsersRepository,
    private readonly activity: UserActivity,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    super();
  }

  async release({ tx, raise }: UnitOfWork<Tx>, principal: Principal, propertyId: string): Promise<void> {
    const { orgId, userId } = principal;
    const stamp = { updatedAt: isoNow(this.clock), updatedBy: userId };
    const rows = await this.repository.withdraw(tx, orgId, propertyId, stamp);
    for (const row of rows) {
      raise(usersDomain, 'UserPropertiesChanged', { orgId, payload: row });
      const before = { ...row, propertyIds: [...row.propertyIds, propertyId].sort() };
      await this.activity.updated(tx, principal, before, row);
    }
  }
}
