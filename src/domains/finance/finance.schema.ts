import { bookingFields, expenseFields, expenseSchema, revenueSchema, searchedFields } from '@bellhop/hotel';
import { sql } from 'drizzle-orm';
import { foreignKey, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { columnsOf, rowColumns } from '../../platform/database/columns.js';
import { searchIndex } from '../../platform/database/search-index.js';
import { propertyKeys, userKeys } from '../../platform/tenancy/row-keys.js';

/** Revenues and expenses share a table because every sum needs both. Clients see two kinds of row. */
export const bookings = pgTable(
  'bookings',
  {
    bookingId: uuid('booking_id').notNull(),
    ...columnsOf(bookingFields),
    ...rowColumns(),
    kind: text('kind', { enum: ['revenue', 'expense'] }).notNull(),
    category: text('category').notNull(),
    /** Expenses only. */
    ...columnsOf({ vendor: expenseFields.vendor }),
  },
  (table) => [
    primaryKey({ columns: [table.orgId, table.bookingId] }),
    ...searchIndex('bookings_revenue_search', table, searchedFields(revenueSchema), sql`${table.kind} = 'revenue'`),
    ...searchIndex('bookings_expense_search', table, searchedFields(expenseSchema), sql`${table.kind} = 'expense'`),
    index('bookings_day').on(table.orgId, table.kind, table.occurredOn, table.bookingId),
    index('bookings_property_day').on(table.orgId, table.propertyId, table.occurredOn),
    foreignKey({
      columns: [table.orgId, table.propertyId],
      foreignColumns: [propertyKeys.orgId, propertyKeys.propertyId],
    }),
    foreignKey({ columns: [table.orgId, table.createdBy], foreignColumns: [userKeys.orgId, userKeys.userId] }),
  ],
);
