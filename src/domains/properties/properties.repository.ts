import { Injectable } from '@nestjs/common';
import { and, asc, eq, gt } from 'drizzle-orm';
import { Database, type Db, type Tx } from '../../platform/database/database.js';
import { properties } from '../../platform/tenancy/tenancy.schema.js';
import { isVisible, type Scope } from '../../platform/tenancy/visible.js';

export type PropertyRow = typeof properties.$inferSelect;

@Injectable()
export class PropertiesRepository {
  constructor(private readonly database: Database) {}

  list(scope: Scope, limit: number, after: string | undefined): Promise<PropertyRow[]> {
    return this.database.db
      .select()
      .from(properties)
      .where(
        and(
          eq(properties.orgId, scope.orgId),
          isVisible(scope, properties.propertyId),
          after === undefined ? undefined : gt(properties.propertyId, after),
        ),
      )
      .orderBy(asc(properties.propertyId))
      .limit(limit);
  }

  async find(scope: Scope, propertyId: string): Promise<PropertyRow | undefined> {
    return (await this.one(this.database.db, scope, propertyId))[0];
  }

  /** The row, held against other writers until `tx` ends. */
  async lock(tx: Tx, scope: Scope, propertyId: string): Promise<PropertyRow | undefined> {
    return (await this.one(tx.db, scope, propertyId).for('update'))[0];
  }

  /** Fails with a foreign key violation while rows refer to the property. */
  async remove(tx: Tx, row: PropertyRow): Promise<void> {
    await tx.db.delete(properties).where(isRow(row));
  }

  private one(db: Db, scope: Scope, propertyId: string) {
    return db
      .select()
      .from(properties)
      .where(
        and(
          eq(properties.orgId, scope.orgId),
          eq(properties.propertyId, propertyId),
          isVisible(scope, properties.propertyId),
        ),
      );
  }
}

const isRow = ({ orgId, propertyId }: PropertyRow) =>
  and(eq(properties.orgId, orgId), eq(properties.propertyId, propertyId));
