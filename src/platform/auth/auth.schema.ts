import { foreignKey, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../database/columns.js';
import { users } from '../tenancy/tenancy.schema.js';

/** One row per sign-in. Every request looks its session up, so ending one acts at once. */
export const sessions = pgTable(
  'sessions',
  {
    sessionId: uuid('session_id').primaryKey(),
    orgId: uuid('org_id').notNull(),
    userId: uuid('user_id').notNull(),
    createdAt: instant('created_at').notNull(),
    endedAt: instant('ended_at'),
  },
  (table) => [
    index('sessions_user').on(table.orgId, table.userId),
    foreignKey({ columns: [table.orgId, table.userId], foreignColumns: [users.orgId, users.userId] }).onDelete(
      'cascade',
    ),
  ],
);

/** Tickets not redeemed yet. Only a hash is kept: who reads the table cannot open a stream. */
export const tickets = pgTable(
  'tickets',
  {
    /** SHA-256 of the ticket, in hex. */
    ticketHash: text('ticket_hash').primaryKey(),
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.sessionId, { onDelete: 'cascade' }),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [index('tickets_expiry').on(table.expiresAt), index('tickets_session').on(table.sessionId)],
);
