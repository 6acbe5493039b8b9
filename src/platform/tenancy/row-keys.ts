import { pgTable, text, uuid } from 'drizzle-orm/pg-core';

/**
 * Keys that rows of every domain refer to, always together with the org, so that no row can point into another org. Only for
 * foreign keys, conditions and names in exports: the tables are declared in their domains, in the `*.schema.ts` files that drizzle-kit reads.
 */
export const propertyKeys = pgTable('properties', {
  orgId: uuid('org_id').notNull(),
  propertyId: uuid('property_id').notNull(),
  name: text('name').notNull(),
});

export const userKeys = pgTable('users', {
  orgId: uuid('org_id').notNull(),
  userId: uuid('user_id').notNull(),
  name: text('name').notNull(),
});
