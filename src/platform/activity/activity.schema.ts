import { ACTIVITY_ACTIONS, type FieldChange } from '@bellhop/hotel';
import { index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { isoInstant } from '../database/columns.js';

/**
 * Rows that were created, changed and deleted, written by the statement or transaction of the write and never updated. No
 * foreign keys: rows and properties may be gone, and a lock on the org's row at each write would make its writers wait.
 */
export const activity = pgTable(
  'activity',
  {
    orgId: uuid('org_id').notNull(),
    /** By the database's clock. */
    at: isoInstant('at').notNull(),
    activityId: uuid('activity_id').notNull(),
    actorId: uuid('actor_id'),
    resource: text('resource').notNull(),
    rowId: uuid('row_id').notNull(),
    propertyId: uuid('property_id'),
    /** Where rows are personal, the people whom this one concerned. */
    concerns: uuid('concerns').array(),
    title: text('title'),
    action: text('action', { enum: ACTIVITY_ACTIONS }).notNull(),
    changes: jsonb('changes').$type<readonly FieldChange[]>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.orgId, table.at, table.activityId] }),
    index('activity_row').on(table.orgId, table.rowId, table.at, table.activityId),
    index('activity_property').on(table.orgId, table.propertyId, table.at, table.activityId),
  ],
);
