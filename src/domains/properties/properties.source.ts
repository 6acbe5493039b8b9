import { Injectable } from '@nestjs/common';
import { eq } from 'drizzle-orm';
import { Database } from '../../platform/database/database.js';
import { PropertySource } from '../../platform/tenancy/property-source.js';
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
}
