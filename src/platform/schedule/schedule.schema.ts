import { pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from '../database/columns.js';

/** When each scheduled job is next due, by the database's clock. Independent of the lifetime of instances. */
export const scheduledWork = pgTable('scheduled_work', {
  name: text('name').primaryKey(),
  dueAt: instant('due_at').notNull(),
});
