import { sql } from 'drizzle-orm';
import { foreignKey, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../database/columns.js';
import { orgs } from '../tenancy/tenancy.schema.js';

/**
 * Who did what to whom, readable by the org's owner. Rows are inserted in the transaction of the action and never updated,
 * except for the count of failed sign-ins.
 */
export const auditEntries = pgTable(
  'audit_entries',
  {
    orgId: uuid('org_id').notNull(),
    /** UUID version 7, which orders the entries. */
    entryId: uuid('entry_id').notNull(),
    at: instant('at').notNull(),
    action: text('action').notNull(),
    /** Null when no one was signed in, as for a failed sign-in. Id and name are copied: the user may be deleted. */
    actorId: uuid('actor_id'),
    actorName: text('actor_name'),
    /** Target of the action: an id and a name. */
    targetId: text('target_id'),
    targetName: text('target_name'),
    /** What changed; never a secret. */
    details: jsonb('details'),
    /** Where the request came from. */
    address: text('address'),
  },
  (table) => [
    primaryKey({ columns: [table.orgId, table.entryId] }),
    // Each has a page's entries in their order, so that a filter never reads the whole trail.
    index('audit_time').on(table.orgId, table.at, table.entryId),
    index('audit_actor').on(table.orgId, table.actorId, table.at, table.entryId),
    index('audit_action').on(table.orgId, table.action, table.at, table.entryId),
    index('audit_address').on(table.orgId, table.address, table.at, table.entryId),
    index('audit_attempts')
      .on(table.orgId, table.at, table.entryId)
      .where(sql`details ? 'addresses'`),
    foreignKey({ columns: [table.orgId], foreignColumns: [orgs.orgId] }).onDelete('cascade'),
  ],
);
