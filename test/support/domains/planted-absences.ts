import { line } from '@bellhop/hotel';
import { instant, integer, nullable, object, uuid } from '@bellhop/protocol';
import { defineDomain, RealtimeModule } from '@bellhop/realtime';
import { Controller, Injectable, Module } from '@nestjs/common';
import { pgTable, primaryKey } from 'drizzle-orm/pg-core';
import { columnsOf, rowColumns } from '../../../src/platform/database/columns.js';
import type { Database } from '../../../src/platform/database/database.js';
import { createBody, optional, pageQuery, updateBody } from '../../../src/platform/http/request-fields.js';
import { ResourceRoutes } from '../../../src/platform/resources/resource-routes.js';
import { defineResource } from '../../../src/platform/resources/resource.js';
import { Resources, type RowsOf } from '../../../src/platform/resources/resources.js';

// A domain for tests only, of personal rows: each is shown to the person whom it concerns and to the managers of its property.

const fields = {
  absenceId: uuid,
  ...{ orgId: uuid, createdAt: instant, updatedAt: instant, updatedBy: nullable(uuid), version: integer(1) },
  propertyId: uuid,
  userId: uuid,
  note: line(40),
  createdBy: uuid,
} as const;

const schema = object(fields);
const absencesDomain = defineDomain(
  'absences',
  {
    AbsenceCreated: schema,
    AbsenceUpdated: schema,
    AbsenceDeleted: object({ absenceId: uuid, version: integer(1), deletedBy: nullable(uuid), userId: uuid }),
    /** Raised by no row. */
    AbsenceAnnounced: object({ userId: uuid, note: fields.note }),
  },
  { audience: { of: ({ payload }) => [payload.userId], all: ['owner', 'manager'] } },
);

const { propertyId, userId, note } = fields;
class CreateAbsenceDto extends createBody({ propertyId, userId: optional(userId), note }) {}
class UpdateAbsenceDto extends updateBody({ propertyId, userId, note }) {}
class AbsenceListQuery extends pageQuery({ propertyId }) {}

const absences = pgTable('absences', { ...columnsOf(fields), ...rowColumns() }, (table) => [
  primaryKey({ columns: [table.orgId, table.absenceId] }),
]);

const absenceResource = defineResource('absence', {
  table: absences,
  domain: absencesDomain,
  schema,
  create: CreateAbsenceDto,
  update: UpdateAbsenceDto,
  query: AbsenceListQuery,
  filters: ['propertyId'],
  concerns: ['userId'],
});

@Injectable()
class AbsencesService {
  readonly rows: RowsOf<typeof absenceResource>;

  constructor(resources: Resources) {
    this.rows = resources.of(absenceResource, { defaults: (principal) => ({ userId: principal.userId }) });
  }
}

@Controller('absences')
@ResourceRoutes(absenceResource)
class AbsencesController {
  readonly rows = this.absences.rows;

  constructor(private readonly absences: AbsencesService) {}
}

@Module({
  imports: [RealtimeModule.forFeature(absencesDomain)],
  controllers: [AbsencesController],
  providers: [AbsencesService],
})
export class AbsencesModule {}

/** Replaces its migration. */
export const addAbsences = (database: Database): Promise<unknown> =>
  database.query(
    `create table absences (
       absence_id uuid not null, org_id uuid not null, created_at timestamptz(3) not null, updated_at timestamptz(3) not null,
       updated_by uuid, version integer not null default 1, property_id uuid not null, user_id uuid not null, note text not null,
       created_by uuid not null, primary key (org_id, absence_id))`,
    [],
  );
