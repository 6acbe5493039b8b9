import { taskFields } from '@bellhop/hotel';
import { foreignKey, index, pgTable, primaryKey } from 'drizzle-orm/pg-core';
import { columnsOf, rowColumns } from '../../platform/database/columns.js';
import { properties, users } from '../../platform/tenancy/tenancy.schema.js';

export const tasks = pgTable('tasks', { ...columnsOf(taskFields), ...rowColumns() }, (table) => [
  primaryKey({ columns: [table.orgId, table.taskId] }),
  index('tasks_property').on(table.orgId, table.propertyId, table.taskId),
  index('tasks_status').on(table.orgId, table.status, table.taskId),
  index('tasks_assignee').on(table.orgId, table.assigneeId, table.taskId),
  foreignKey({ columns: [table.orgId, table.propertyId], foreignColumns: [properties.orgId, properties.propertyId] }),
  foreignKey({ columns: [table.orgId, table.assigneeId], foreignColumns: [users.orgId, users.userId] }),
  foreignKey({ columns: [table.orgId, table.createdBy], foreignColumns: [users.orgId, users.userId] }),
]);
