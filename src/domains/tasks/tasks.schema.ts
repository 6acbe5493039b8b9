import { TASK_PRIORITIES, TASK_STATUSES } from '@bellhop/hotel';
import { date, foreignKey, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { isoInstant, rowColumns } from '../../platform/database/columns.js';
import { properties, users } from '../../platform/tenancy/tenancy.schema.js';

export const tasks = pgTable(
  'tasks',
  {
    taskId: uuid('task_id').notNull(),
    ...rowColumns(),
    propertyId: uuid('property_id').notNull(),
    title: text('title').notNull(),
    description: text('description'),
    status: text('status', { enum: TASK_STATUSES }).notNull(),
    priority: text('priority', { enum: TASK_PRIORITIES }).notNull(),
    assigneeId: uuid('assignee_id'),
    dueOn: date('due_on', { mode: 'string' }),
    createdBy: uuid('created_by').notNull(),
    completedAt: isoInstant('completed_at'),
  },
  (table) => [
    primaryKey({ columns: [table.orgId, table.taskId] }),
    index('tasks_property').on(table.orgId, table.propertyId, table.taskId),
    index('tasks_status').on(table.orgId, table.status, table.taskId),
    index('tasks_assignee').on(table.orgId, table.assigneeId, table.taskId),
    foreignKey({ columns: [table.orgId, table.propertyId], foreignColumns: [properties.orgId, properties.propertyId] }),
    foreignKey({ columns: [table.orgId, table.assigneeId], foreignColumns: [users.orgId, users.userId] }),
    foreignKey({ columns: [table.orgId, table.createdBy], foreignColumns: [users.orgId, users.userId] }),
  ],
);
