import { bigint, date, foreignKey, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { rowColumns } from '../../platform/database/columns.js';
import { properties, users } from '../../platform/tenancy/tenancy.schema.js';

/** Revenues and expenses: one table, because every sum needs both. Clients see them as two kinds of row. */
export const bookings = pgTable(
  'bookings',
  {
    bookingId: uuid('booking_id').notNull(),
    ...rowColumns(),
    kind: text('kind', { enum: ['revenue', 'expense'] }).notNull(),
    propertyId: uuid('property_id').notNull(),
    /** In the currency's minor unit, always positive. */
    amountMinor: bigint('amount_minor', { mode: 'number' }).notNull(),
    currency: text('currency').notNull(),
    category: text('category').notNull(),
    description: text('description'),
    /** Of expenses only. */
    vendor: text('vendor'),
    occurredOn: date('occurred_on', { mode: 'string' }).notNull(),
    createdBy: uuid('created_by').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.orgId, table.bookingId] }),
    index('bookings_day').on(table.orgId, table.kind, table.occurredOn, table.bookingId),
    index('bookings_property_day').on(table.orgId, table.propertyId, table.occurredOn),
    foreignKey({ columns: [table.orgId, table.propertyId], foreignColumns: [properties.orgId, properties.propertyId] }),
    foreignKey({ columns: [table.orgId, table.createdBy], foreignColumns: [users.orgId, users.userId] }),
  ],
);
