import { foreignKey, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../database/columns.js';
import { orgs } from '../tenancy/tenancy.schema.js';

/**
 * Who did what to whom, for the org's owner to read. Rows are added in the
 * transaction of what they tell of, and never changed, but for the count of sign-ins that failed.
 */
export const auditEntries = pgTable(
  'audit_entries',
  {
    orgId: uuid('org_id').notNull(),
    /** UUID version 7: the order of the entries. */
    entryId: uuid('entry_id').notNull(),
    at: instant('at').notNull(),
    action: text('action').notNull(),
    /** Null where nobody was signed in, as at a sign-in that failed. Kept by id and name: a person may leave. */
    actorId: uuid('actor_id'),
    actorName: text('actor_name'),
    /** What it was done to: an id, and a word for people. */
    targetId: text('target_id'),
    targetName: text('target_name'),
    /** What changed; never a secret. */
    details: jsonb('details'),
    /** Where the request came from. */
    address: text('address'),
  },
  (table) => [
    primaryKey({ columns: [table.orgId, table.entryId] }),
    foreignKey({ columns: [table.orgId], foreignColumns: [orgs.orgId] }).onDelete('cascade'),
  ],
);
