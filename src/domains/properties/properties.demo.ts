import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../../platform/database/database.js';
import { type DemoGroup, type DemoSource, DemoSources } from '../../platform/demo/demo-source.js';
import { properties } from './properties.schema.js';

/** Demo properties of a group. */
@Injectable()
export class PropertiesDemo implements DemoSource, OnModuleInit {
  constructor(private readonly sources: DemoSources) {}

  onModuleInit(): void {
    this.sources.add(this, 'orgs');
  }

  async fill(tx: Tx, { orgId, createdAt, properties: houses }: DemoGroup): Promise<void> {
    const at = createdAt.toISOString();
    await tx.db.insert(properties).values(
      houses.map(({ propertyId, name, city, timezone, currency, rooms }) => ({
        ...{ orgId, propertyId, name, city, timezone, currency, rooms },
        ...{ createdAt: at, updatedAt: at },
      })),
    );
  }
}
