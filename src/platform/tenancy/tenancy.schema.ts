import { pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { isoInstant } from '../database/columns.js';

/** The tenants. Every row of every domain belongs to an organisation. */
export const orgs = pgTable('orgs', {
  orgId: uuid('org_id').primaryKey(),
  name: text('name').notNull(),
  createdAt: isoInstant('created_at').notNull(),
});
