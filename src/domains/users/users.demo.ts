import { Injectable, type OnModuleInit } from '@nestjs/common';
import { INVITATION_LIFE_MS } from '../../platform/auth/accounts/account-links.js';
import type { Tx } from '../../platform/database/database.js';
import { type DemoGroup, type DemoSource, DemoSources } from '../../platform/demo/demo-source.js';
import { userProperties, users } from './users.schema.js';

/** Demo users of a group. */
@Injectable()
export class UsersDemo implements DemoSource, OnModuleInit {
  constructor(private readonly sources: DemoSources) {}

  onModuleInit(): void {
    this.sources.add(this, 'properties');
  }

  async fill(tx: Tx, { orgId, people }: DemoGroup): Promise<void> {
    await tx.db.insert(users).values(
      people.map(({ userId, email, name, role, status, version, propertyIds, passwordHash, createdAt, updatedAt }) => ({
        ...{ orgId, userId, email, name, role, version, passwordHash },
        allProperties: propertyIds === undefined,
        ...(status === 'invited' && {
          invitationSentAt: createdAt.toISOString(),
          invitationEndsAt: new Date(createdAt.getTime() + INVITATION_LIFE_MS).toISOString(),
        }),
        disabledAt: status === 'disabled' ? updatedAt : null,
        createdAt: createdAt.toISOString(),
        updatedAt: updatedAt.toISOString(),
      })),
    );
    const seen = people.flatMap(({ userId, propertyIds = [] }) =>
      propertyIds.map((propertyId) => ({ orgId, userId, propertyId })),
    );
    await tx.db.insert(userProperties).values(seen);
  }
}
