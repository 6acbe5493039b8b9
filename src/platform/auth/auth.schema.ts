import { foreignKey, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../database/columns.js';
import { userKeys } from '../tenancy/row-keys.js';

/** One row per sign-in, which is a family of refresh tokens. The end of a session is also an event in the log. */
export const sessions = pgTable(
  'sessions',
  {
    sessionId: uuid('session_id').primaryKey(),
    orgId: uuid('org_id').notNull(),
    userId: uuid('user_id').notNull(),
    createdAt: instant('created_at').notNull(),
    /** Time of the last refresh. */
    refreshedAt: instant('refreshed_at').notNull(),
    /** Generation of the newest refresh token in the family; the first is 0. */
    generation: integer('generation').notNull().default(0),
    /** Expiry of the newest access token. A stream is closed if its session has not been refreshed by then. */
    accessExpiresAt: instant('access_expires_at').notNull(),
    /** Expiry of the newest refresh token. */
    expiresAt: instant('expires_at').notNull(),
    /** The client's `User-Agent` at sign-in, truncated. */
    userAgent: text('user_agent'),
    /** Address of the client at sign-in. */
    address: text('address'),
    endedAt: instant('ended_at'),
    endReason: text('end_reason'),
  },
  (table) => [
    index('sessions_user').on(table.orgId, table.userId),
    index('sessions_expiry').on(table.expiresAt),
    foreignKey({ columns: [table.orgId, table.userId], foreignColumns: [userKeys.orgId, userKeys.userId] }).onDelete(
      'cascade',
    ),
  ],
);

/** Unredeemed tickets. Only a hash is stored: someone who reads the table cannot open a stream. */
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

/** Mailed links that sign in without a password, once. Only a hash is stored: someone who reads the table cannot follow one. */
export const accountLinks = pgTable(
  'account_links',
  {
    /** SHA-256 of the link's token, in hex. */
    linkHash: text('link_hash').primaryKey(),
    purpose: text('purpose', { enum: ['sign-up', 'invitation', 'password-reset'] }).notNull(),
    /** Null for a sign-up: there is no org yet. */
    orgId: uuid('org_id'),
    userId: uuid('user_id'),
    /** The sign-up's data, with its password hashed. */
    request: jsonb('request'),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [
    index('account_links_expiry').on(table.expiresAt),
    index('account_links_user').on(table.orgId, table.userId),
    foreignKey({ columns: [table.orgId, table.userId], foreignColumns: [userKeys.orgId, userKeys.userId] }).onDelete(
      'cascade',
    ),
  ],
);
