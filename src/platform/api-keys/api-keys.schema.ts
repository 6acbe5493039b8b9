import { foreignKey, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../database/columns.js';
import { orgs } from '../tenancy/tenancy.schema.js';

/** Keys that other services publish with. Only a hash is stored: someone who reads the table cannot publish. */
export const apiKeys = pgTable(
  'api_keys',
  {
    orgId: uuid('org_id').notNull(),
    keyId: uuid('key_id').notNull(),
    name: text('name').notNull(),
    /** Domains it may publish to. */
    domains: text('domains').array().notNull(),
    /** The first characters of the key. */
    prefix: text('prefix').notNull(),
    /** SHA-256 of the key, in hex. Unsalted: 256 random bits are in no dictionary. */
    keyHash: text('key_hash').notNull(),
    createdAt: instant('created_at').notNull(),
    /** Accurate to a minute, so that a busy key does not update its row at every request. */
    lastUsedAt: instant('last_used_at'),
  },
  (table) => [
    primaryKey({ columns: [table.orgId, table.keyId] }),
    uniqueIndex('api_keys_hash').on(table.keyHash),
    foreignKey({ columns: [table.orgId], foreignColumns: [orgs.orgId] }).onDelete('cascade'),
  ],
);
