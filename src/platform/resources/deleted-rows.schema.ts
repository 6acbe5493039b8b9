import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../database/columns.js';
import { userKeys } from '../tenancy/row-keys.js';

/** Rows as they were when a user deleted them, for a few minutes: so that the same user can take it back. */
export const deletedRows = pgTable(
  'deleted_rows',
  {
    orgId: uuid('org_id').notNull(),
    /** Name of the resource: `task`. */
    resource: text('resource').notNull(),
    rowId: uuid('row_id').notNull(),
    deletedBy: uuid('deleted_by').notNull(),
    deletedAt: instant('deleted_at').notNull(),
    /** The whole row. */
    content: jsonb('content').notNull(),
    version: integer('version').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.orgId, table.resource, table.rowId] }),
    index('deleted_rows_age').on(table.deletedAt),
    foreignKey({ columns: [table.orgId, table.deletedBy], foreignColumns: [userKeys.orgId, userKeys.userId] }).onDelete(
      'cascade',
    ),
  ],
);
