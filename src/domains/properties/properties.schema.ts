import { propertyFields, propertySchema, searchedFields } from '@bellhop/hotel';
import { foreignKey, pgTable, primaryKey } from 'drizzle-orm/pg-core';
import { columnsOf, rowColumns } from '../../platform/database/columns.js';
import { searchIndex } from '../../platform/database/search-index.js';
import { orgs } from '../../platform/tenancy/tenancy.schema.js';

export const properties = pgTable('properties', { ...columnsOf(propertyFields), ...rowColumns() }, (table) => [
  primaryKey({ columns: [table.orgId, table.propertyId] }),
  ...searchIndex('properties_search', table, searchedFields(propertySchema)),
  foreignKey({ columns: [table.orgId], foreignColumns: [orgs.orgId] }),
]);
