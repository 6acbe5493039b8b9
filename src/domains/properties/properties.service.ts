import { Injectable } from '@nestjs/common';
import { DomainEvents } from '@bellhop/realtime';
import { and, eq } from 'drizzle-orm';
import type { Principal } from '../../platform/access/principal.js';
import type { Tx } from '../../platform/database/database.js';
import { isForeignKeyViolation } from '../../platform/database/database.errors.js';
import { requireVersion } from '../../platform/http/if-match.js';
import { notFound, ProblemException } from '../../platform/http/problem.js';
import { ResourceQueries } from '../../platform/resources/resource-queries.js';
import { Resources, type RowsOf } from '../../platform/resources/resources.js';
import { PropertyMembers } from '../../platform/tenancy/property-members.js';
import { propertiesDomain } from './properties.events.js';
import { propertyResource } from './properties.resource.js';
import { properties } from './properties.schema.js';

const queries = new ResourceQueries<typeof properties.$inferSelect>(propertyResource);

/** The rules of properties. */
@Injectable()
export class PropertiesService {
  readonly rows: RowsOf<typeof propertyResource>;

  constructor(
    resources: Resources,
    private readonly members: PropertyMembers,
    private readonly events: DomainEvents<Tx>,
  ) {
    this.rows = resources.of(propertyResource);
  }

  /** @throws ProblemException `conflict` while rows belong to the property */
  async remove(principal: Principal, propertyId: string, expected: number | undefined): Promise<void> {
    try {
      await this.events.transaction(async (unit) => {
        const { tx, raise } = unit;
        const row = await queries.lock(tx, principal, propertyId);
        if (!row) throw notFound('property');
        requireVersion(row, expected);
        const { orgId, version } = row;
        // First, because members lose sight of the property with the next event.
        raise(propertiesDomain, 'PropertyDeleted', {
          orgId,
          propertyId,
          payload: { propertyId, version: version + 1, deletedBy: principal.userId },
        });
        await this.members.release(unit, principal, propertyId);
        // Fails with a foreign key violation while rows refer to the property.
        await tx.db.delete(properties).where(and(eq(properties.orgId, orgId), eq(properties.propertyId, propertyId)));
      }, principal);
    } catch (error) {
      if (!isForeignKeyViolation(error)) throw error;
      throw new ProblemException(
        'conflict',
        'The property still has rows of other kinds, such as bookings or tasks. Delete those first.',
      );
    }
  }
}
