import { searchedFields, userFields, userSchema } from '@bellhop/hotel';
import { isNotNull } from 'drizzle-orm';
import { foreignKey, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { columnsOf, instant, rowColumns } from '../../platform/database/columns.js';
import { searchIndex } from '../../platform/database/search-index.js';
import { propertyKeys } from '../../platform/tenancy/row-keys.js';
import { orgs } from '../../platform/tenancy/tenancy.schema.js';

const { email, name, language, role, allProperties, invitationSentAt, invitationEndsAt, invitationFailedAt } =
  userFields;

export const users = pgTable(
  'users',
  {
    userId: uuid('user_id').notNull(),
    ...rowColumns(),
    /** The address is in lower case; where they see all properties, `user_properties` is not looked at. */
    ...columnsOf({ email, name, language, role, allProperties }),
    /** Null: invited, and not there yet. */
    passwordHash: text('password_hash'),
    ...columnsOf({ invitationSentAt, invitationEndsAt, invitationFailedAt }),
    disabledAt: instant('disabled_at'),
  },
  (table) => [
    primaryKey({ columns: [table.orgId, table.userId] }),
    ...searchIndex('users_search', table, searchedFields(userSchema)),
    // One account per address. An invitation is none yet, so that inviting tells nobody who has an account elsewhere.
    uniqueIndex('users_account').on(table.email).where(isNotNull(table.passwordHash)),
    uniqueIndex('users_email').on(table.orgId, table.email),
    foreignKey({ columns: [table.orgId], foreignColumns: [orgs.orgId] }),
  ],
);

/** The properties a user without `all_properties` sees. */
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
      foreignColumns: [propertyKeys.orgId, propertyKeys.propertyId],
    }).onDelete('cascade'),
  ],
);
