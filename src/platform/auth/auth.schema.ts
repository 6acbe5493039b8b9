import { foreignKey, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../database/columns.js';
import { users } from '../tenancy/tenancy.schema.js';

/** One row per sign-in: a family of refresh tokens. That one has ended is told by an event, at its place in the log. */
export const sessions = pgTable(
  'sessions',
  {
    sessionId: uuid('session_id').primaryKey(),
    orgId: uuid('org_id').notNull(),
    userId: uuid('user_id').notNull(),
    createdAt: instant('created_at').notNull(),
    /** When it was last refreshed. */
    refreshedAt: instant('refreshed_at').notNull(),
    /** Which refresh token of the family is the newest: the first is 0. */
    generation: integer('generation').notNull().default(0),
    /** When the newest access token expires: a stream whose session is not refreshed by then is closed. */
    accessExpiresAt: instant('access_expires_at').notNull(),
    /** When the newest refresh token expires. */
    expiresAt: instant('expires_at').notNull(),
    /** As the client named itself at sign-in, cut short. */
    userAgent: text('user_agent'),
    /** Where the sign-in came from. */
    address: text('address'),
    endedAt: instant('ended_at'),
    endReason: text('end_reason'),
  },
  (table) => [
    index('sessions_user').on(table.orgId, table.userId),
    index('sessions_expiry').on(table.expiresAt),
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

/** Links sent by mail that let in without a password, once. Only a hash is kept: who reads the table cannot follow one. */
export const accountLinks = pgTable(
  'account_links',
  {
    /** SHA-256 of the link's token, in hex. */
    linkHash: text('link_hash').primaryKey(),
    purpose: text('purpose', { enum: ['sign-up', 'invitation', 'password-reset'] }).notNull(),
    /** Null for a sign-up: there is no org yet. */
    orgId: uuid('org_id'),
    userId: uuid('user_id'),
    /** What a sign-up asked for, its password hashed. */
    request: jsonb('request'),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [
    index('account_links_expiry').on(table.expiresAt),
    index('account_links_user').on(table.orgId, table.userId),
    foreignKey({ columns: [table.orgId, table.userId], foreignColumns: [users.orgId, users.userId] }).onDelete(
      'cascade',
    ),
  ],
);
