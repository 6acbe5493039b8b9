import { pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from '../database/columns.js';

/** When each piece of scheduled work is due next, by the database's clock: instances come and go, this stays. */
export const scheduledWork = pgTable('scheduled_work', {
  name: text('name').primaryKey(),
  dueAt: instant('due_at').notNull(),
});
