import { Inject, Injectable } from '@nestjs/common';
import type { Property } from '@bellhop/hotel';
import { type Clock, DomainEvents } from '@bellhop/realtime';
import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import { type KindLog, writeEntries } from '../../platform/activity/activity-log.js';
import type { Principal } from '../../platform/access/principal.js';
import type { Tx } from '../../platform/database/database.js';
import { isForeignKeyViolation } from '../../platform/database/database.errors.js';
import { QueryTemplate } from '../../platform/database/template.js';
import { requireVersion } from '../../platform/http/if-match.js';
import { conflict, invalidField, notFound } from '../../platform/http/problem.js';
import { ResourceQueries } from '../../platform/resources/resource-queries.js';
import { Resources, type RowsOf } from '../../platform/resources/resources.js';
import { PropertyMembers } from '../../platform/tenancy/property-members.js';
import { CLOCK, isoNow } from '../../platform/time/clock.js';
import type { PropertyChanges, UpdatePropertyDto } from './properties.dto.js';
import { propertiesDomain } from './properties.events.js';
import { propertyResource } from './properties.resource.js';
import { properties } from './properties.schema.js';

const queries = new ResourceQueries<typeof properties.$inferSelect>(propertyResource);

/** Two requests at the same moment may still create one name twice; people can tell the cities apart, and rename one. */
const NAME_IS_FREE = new QueryTemplate<'orgId' | 'propertyId' | 'name'>((value) => {
  const sameName = and(
    eq(properties.orgId, value('orgId')),
    sql`lower(${properties.name}) = lower(${value('name')}::text)`,
    ne(properties.propertyId, value('propertyId')),
    isNull(properties.archivedAt),
  );
  return sql`select where not exists (select from ${properties} where ${sameName})`;
});

const nameIsFree = ({ orgId, propertyId, name }: Property) => ({
  template: NAME_IS_FREE,
  params: NAME_IS_FREE.fill({ orgId, propertyId, name }),
  otherwise: () => invalidField('name', 'is the name of another property', 'nameTaken'),
});

/** The rules of properties. */
@Injectable()
export class PropertiesService {
  readonly rows: RowsOf<typeof propertyResource>;
  readonly #log: KindLog;

  constructor(
    resources: Resources,
    private readonly members: PropertyMembers,
    private readonly events: DomainEvents<Tx>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.rows = resources.of(propertyResource, {
      // An archived property does not block its name, so a name is checked again when the property comes back.
      require: (property, { name, archivedAt }) => [
        property.archivedAt === null && (name !== undefined || archivedAt === null) ? nameIsFree(property) : undefined,
      ],
      updates: ({ archivedAt, ...others }) => [
        ...(Object.keys(others).length > 0 ? ['PropertyUpdated'] : []),
        ...(archivedAt === undefined ? [] : [archivedAt === null ? 'PropertyRestored' : 'PropertyArchived']),
      ],
    });
    this.#log = resources.logOf(propertyResource);
  }

  /** @throws ProblemException `validation_failed` for the name of another property in use */
  async update(
    principal: Principal,
    propertyId: string,
    { archived, ...fields }: UpdatePropertyDto,
    expected: number | undefined,
  ): Promise<Property> {
    const changes: PropertyChanges = { ...fields };
    if (archived !== undefined) {
      const { archivedAt } = await this.rows.get(principal, propertyId);
      // Archiving it once more keeps the first time.
      if (archived !== (archivedAt !== null)) changes.archivedAt = archived ? isoNow(this.clock) : null;
    }
    return this.rows.update(principal, propertyId, changes, expected);
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
        await writeEntries(tx, this.#log.deleted(principal, row));
      }, principal);
    } catch (error) {
      if (!isForeignKeyViolation(error)) throw error;
      throw conflict(
        'propertyInUse',
        'The property still has rows of other kinds, such as bookings or tasks. Delete those first.',
      );
    }
  }
}
