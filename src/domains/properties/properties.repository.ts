import { Injectable } from '@nestjs/common';
import { and, asc, eq, gt, type SQL, sql } from 'drizzle-orm';
import { Database, type Tx } from '../../platform/database/database.js';
import { type QueryParts, RowQuery } from '../../platform/database/row-query.js';
import { properties } from '../../platform/tenancy/tenancy.schema.js';
import { isAmong, type Scope, visibleIds } from '../../platform/tenancy/visible.js';

export type PropertyRow = typeof properties.$inferSelect;

interface ListValues {
  readonly orgId: string;
  readonly visible: readonly string[] | undefined;
  readonly after: string | undefined;
  readonly limit: number;
}

const LIST = new RowQuery<typeof properties, ListValues>(
  properties,
  ({ value, when }) =>
    sql`where ${and(
      eq(properties.orgId, value('orgId')),
      when('visible', isAmong(properties.propertyId)),
      when('after', (id) => gt(properties.propertyId, id)),
    )} order by ${asc(properties.propertyId)} limit ${value('limit')}`,
);

type OneValues = Pick<ListValues, 'orgId' | 'visible'> & { readonly propertyId: string };

const isOne = ({ value, when }: QueryParts<OneValues>): SQL =>
  sql`where ${and(
    eq(properties.orgId, value('orgId')),
    eq(properties.propertyId, value('propertyId')),
    when('visible', isAmong(properties.propertyId)),
  )}`;

const FIND = new RowQuery<typeof properties, OneValues>(properties, isOne);
const LOCK = new RowQuery<typeof properties, OneValues>(properties, (parts) => sql`${isOne(parts)} for update`);

@Injectable()
export class PropertiesRepository {
  constructor(private readonly database: Database) {}

  list(scope: Scope, limit: number, after: string | undefined): Promise<PropertyRow[]> {
    return LIST.all(this.database, { orgId: scope.orgId, visible: visibleIds(scope), after, limit });
  }

  find(scope: Scope, propertyId: string): Promise<PropertyRow | undefined> {
    return FIND.first(this.database, { orgId: scope.orgId, visible: visibleIds(scope), propertyId });
  }

  /** The row, held against other writers until `tx` ends. */
  lock(tx: Tx, scope: Scope, propertyId: string): Promise<PropertyRow | undefined> {
    return LOCK.first(tx, { orgId: scope.orgId, visible: visibleIds(scope), propertyId });
  }

  /** Fails with a foreign key violation while rows refer to the property. */
  async remove(tx: Tx, row: PropertyRow): Promise<void> {
    await tx.db.delete(properties).where(isRow(row));
  }
}

const isRow = ({ orgId, propertyId }: PropertyRow) =>
  and(eq(properties.orgId, orgId), eq(properties.propertyId, propertyId));
