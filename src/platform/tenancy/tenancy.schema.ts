import { propertyFields, userFields } from '@bellhop/hotel';
import { isNotNull } from 'drizzle-orm';
import { foreignKey, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { columnsOf, instant, isoInstant, rowColumns } from '../database/columns.js';

const { email, name, role, allProperties } = userFields;

/**
 * The tenants: organisations, their properties and users, and who may see which property. The rows of every domain refer to
 * these together with the org, so that no row can refer to another org.
 */
export const orgs = pgTable('orgs', {
  orgId: uuid('org_id').primaryKey(),
  name: text('name').notNull(),
  createdAt: isoInstant('created_at').notNull(),
});

export const properties = pgTable(
  'properties',
  {
    ...columnsOf(propertyFields),
    ...rowColumns(),
  },
  (table) => [
    primaryKey({ columns: [table.orgId, table.propertyId] }),
    foreignKey({ columns: [table.orgId], foreignColumns: [orgs.orgId] }),
  ],
);

export const users = pgTable(
  'users',
  {
    userId: uuid('user_id').notNull(),
    ...rowColumns(),
    /** The address is in lower case. With `all_properties`, `user_properties` is ignored. */
    ...columnsOf({ email, name, role, allProperties }),
    /** Null: invited, not joined. */
    passwordHash: text('password_hash'),
    disabledAt: instant('disabled_at'),
  },
  (table) => [
    primaryKey({ columns: [table.orgId, table.userId] }),
    // One account per address. Invitations are exempt, so that inviting does not reveal accounts in other orgs.
    uniqueIndex('users_account').on(table.email).where(isNotNull(table.passwordHash)),
    uniqueIndex('users_email').on(table.orgId, table.email),
    foreignKey({ columns: [table.orgId], foreignColumns: [orgs.orgId] }),
  ],
);

/** The visible properties of users without `all_properties`. */
export const userProperties = pgTable(
  'user_properties',
  {
    orgId: uuid('org_id').notNull(),
    userId: uuid('user_id').notNull(),
    propertyId: uuid('property_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.orgId, table.userId, table.propertyId] }),
    index('user_properties_property').on(table.orgId, table.propertyId),
    foreignKey({ columns: [table.orgId, table.userId], foreignColumns: [users.orgId, users.userId] }).onDelete(
      'cascade',
    ),
    foreignKey({
      columns: [table.orgId, table.propertyId],
      foreignColumns: [properties.orgId, properties.propertyId],
    }).onDelete('cascade'),
  ],
);
