import { taskFields } from '@bellhop/hotel';
import { foreignKey, index, pgTable, primaryKey } from 'drizzle-orm/pg-core';
import { columnsOf, rowColumns } from '../../platform/database/columns.js';
import { propertyKeys, userKeys } from '../../platform/tenancy/row-keys.js';

export const tasks = pgTable('tasks', { ...columnsOf(taskFields), ...rowColumns() }, (table) => [
  primaryKey({ columns: [table.orgId, table.taskId] }),
  index('tasks_property').on(table.orgId, table.propertyId, table.taskId),
  index('tasks_status').on(table.orgId, table.status, table.taskId),
  index('tasks_assignee').on(table.orgId, table.assigneeId, table.taskId),
  foreignKey({
    columns: [table.orgId, table.propertyId],
    foreignColumns: [propertyKeys.orgId, propertyKeys.propertyId],
  }),
  foreignKey({ columns: [table.orgId, table.assigneeId], foreignColumns: [userKeys.orgId, userKeys.userId] }),
  foreignKey({ columns: [table.orgId, table.createdBy], foreignColumns: [userKeys.orgId, userKeys.userId] }),
]);
