import { Injectable } from '@nestjs/common';
import { and, eq, isNull } from 'drizzle-orm';
import { Database } from '../../platform/database/database.js';
import { type PropertyFacts, PropertySource } from '../../platform/tenancy/property-source.js';
import { properties } from './properties.schema.js';

@Injectable()
export class PropertiesSource extends PropertySource {
  constructor(private readonly database: Database) {
    super();
  }

  async timezones(orgId: string): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.db
      .select({ propertyId: properties.propertyId, timezone: properties.timezone })
      .from(properties)
      .where(eq(properties.orgId, orgId))
      .orderBy(properties.propertyId);
    return new Map(rows.map(({ propertyId, timezone }) => [propertyId, timezone]));
  }

  async oldestInUse(orgId: string): Promise<PropertyFacts | undefined> {
    const { propertyId, timezone, currency, rooms } = properties;
    const [oldest] = await this.database.db
      .select({ propertyId, timezone, currency, rooms })
      .from(properties)
      .where(and(eq(properties.orgId, orgId), isNull(properties.archivedAt)))
      .orderBy(propertyId)
      .limit(1);
    return oldest;
  }
}
