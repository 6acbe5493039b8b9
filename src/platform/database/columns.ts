import { customType, integer, timestamp, uuid } from 'drizzle-orm/pg-core';
import { isoOf } from './iso-text.js';

/** A moment, to the millisecond. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });

/** A moment as clients read it: ISO 8601 in UTC, to the millisecond. */
export const isoInstant = customType<{ data: string; driverData: string }>({
  dataType: () => 'timestamp (3) with time zone',
  fromDriver: isoOf,
});

/** What every row that clients see carries beside its own id. */
export const rowColumns = () => ({
  orgId: uuid('org_id').notNull(),
  createdAt: isoInstant('created_at').notNull(),
  updatedAt: isoInstant('updated_at').notNull(),
  version: integer('version').notNull().default(1),
});
