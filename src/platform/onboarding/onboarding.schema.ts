import { onboardingFields } from '@bellhop/hotel';
import { foreignKey, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { columnsOf, isoInstant } from '../database/columns.js';
import { orgs } from '../tenancy/tenancy.schema.js';

/** An organisation without a row has just started. */
export const onboarding = pgTable('onboarding', {
  orgId: uuid('org_id')
    .primaryKey()
    .references(() => orgs.orgId),
  ...columnsOf({ state: onboardingFields.state }),
  updatedAt: isoInstant('updated_at').notNull(),
});

/** Rows that were added as sample data, as they were then: one with another version has been changed since. */
export const sampleRows = pgTable(
  'sample_rows',
  {
    orgId: uuid('org_id').notNull(),
    rowId: uuid('row_id').notNull(),
    /** Kind of row, or `property`: the one that holds the others, for as long as rows may be added. */
    kind: text('kind').notNull(),
    version: integer('version').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.orgId, table.rowId] }),
    foreignKey({ columns: [table.orgId], foreignColumns: [orgs.orgId] }),
  ],
);
