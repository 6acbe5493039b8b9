import { line } from '@bellhop/hotel';
import { instant, integer, nullable, object, oneOf, uuid } from '@bellhop/protocol';
import { defineDomain, RealtimeModule } from '@bellhop/realtime';
import { Controller, Injectable, Module } from '@nestjs/common';
import { foreignKey, index, pgTable, primaryKey } from 'drizzle-orm/pg-core';
import { columnsOf, rowColumns } from '../../../src/platform/database/columns.js';
import type { Database } from '../../../src/platform/database/database.js';
import { createBody, pageQuery, updateBody } from '../../../src/platform/http/request-fields.js';
import { ResourceRoutes } from '../../../src/platform/resources/resource-routes.js';
import { defineResource } from '../../../src/platform/resources/resource.js';
import { Resources, type RowsOf } from '../../../src/platform/resources/resources.js';
import { propertyKeys, userKeys } from '../../../src/platform/tenancy/row-keys.js';

// A domain for tests only, written like those in src/domains: tests of all domains must find it by themselves.

const fields = {
  lockerId: uuid,
  ...{ orgId: uuid, createdAt: instant, updatedAt: instant, updatedBy: nullable(uuid), version: integer(1) },
  propertyId: uuid,
  number: line(20),
  state: oneOf('free', 'taken'),
  shelf: integer(0, 9),
  createdBy: uuid,
} as const;

const schema = object(fields);
export const lockersDomain = defineDomain('lockers', {
  LockerCreated: schema,
  LockerUpdated: schema,
  LockerDeleted: object({ lockerId: uuid, version: integer(1), deletedBy: nullable(uuid) }),
});

const { propertyId, number, state, shelf } = fields;
class CreateLockerDto extends createBody({ propertyId, number, state, shelf }) {}
class ChangeLockerDto extends updateBody({ propertyId, number, state, shelf }) {}
class LockerListQuery extends pageQuery({ propertyId, state }) {}

const lockers = pgTable('lockers', { ...columnsOf(fields), ...rowColumns() }, (table) => [
  primaryKey({ columns: [table.orgId, table.lockerId] }),
  index('lockers_property').on(table.orgId, table.propertyId, table.lockerId),
  foreignKey({
    columns: [table.orgId, table.propertyId],
    foreignColumns: [propertyKeys.orgId, propertyKeys.propertyId],
  }),
  foreignKey({ columns: [table.orgId, table.createdBy], foreignColumns: [userKeys.orgId, userKeys.userId] }),
]);

const lockerResource = defineResource('locker', {
  table: lockers,
  domain: lockersDomain,
  schema,
  create: CreateLockerDto,
  update: ChangeLockerDto,
  query: LockerListQuery,
  filters: ['propertyId', 'state'],
});

@Injectable()
class LockersService {
  readonly rows: RowsOf<typeof lockerResource>;

  constructor(resources: Resources) {
    this.rows = resources.of(lockerResource);
  }
}

@Controller('lockers')
@ResourceRoutes(lockerResource)
class LockersController {
  readonly rows = this.lockers.rows;

  constructor(private readonly lockers: LockersService) {}
}

@Module({
  imports: [RealtimeModule.forFeature(lockersDomain)],
  controllers: [LockersController],
  providers: [LockersService],
})
export class LockersModule {}

/** Replaces its migration. */
export const addLockers = (database: Database): Promise<unknown> =>
  database.query(
    `create table lockers (
       locker_id uuid not null, org_id uuid not null, created_at timestamptz(3) not null, updated_at timestamptz(3) not null,
       updated_by uuid, version integer not null default 1, property_id uuid not null, number text not null, state text not null,
       shelf integer not null, created_by uuid not null, primary key (org_id, locker_id),
       foreign key (org_id, property_id) references properties (org_id, property_id),
       foreign key (org_id, created_by) references users (org_id, user_id))`,
    [],
  );
