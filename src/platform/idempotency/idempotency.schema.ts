import { foreignKey, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../database/columns.js';
import { userKeys } from '../tenancy/row-keys.js';

/** Responses to requests that carried an `Idempotency-Key`, written in the request's own transaction. */
export const idempotencyKeys = pgTable(
  'answered_commands',
  {
    orgId: uuid('org_id').notNull(),
    userId: uuid('user_id').notNull(),
    /** Method and route pattern: `POST /tasks`. */
    route: text('route').notNull(),
    key: text('key').notNull(),
    /** SHA-256 of the body, in hex. */
    bodyHash: text('body_hash').notNull(),
    /** The response's body as JSON; null only while the request's transaction is open. */
    answer: text('answer'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.orgId, table.userId, table.route, table.key] }),
    index('answered_commands_age').on(table.createdAt),
    foreignKey({ columns: [table.orgId, table.userId], foreignColumns: [userKeys.orgId, userKeys.userId] }).onDelete(
      'cascade',
    ),
  ],
);
