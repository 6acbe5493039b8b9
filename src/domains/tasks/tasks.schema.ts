import { recurrenceFields, recurrenceSchema, searchedFields, taskFields, taskSchema } from '@bellhop/hotel';
import { isNotNull } from 'drizzle-orm';
import { foreignKey, index, pgTable, primaryKey, uniqueIndex } from 'drizzle-orm/pg-core';
import { columnsOf, rowColumns } from '../../platform/database/columns.js';
import { searchIndex } from '../../platform/database/search-index.js';
import { propertyKeys, userKeys } from '../../platform/tenancy/row-keys.js';

export const tasks = pgTable('tasks', { ...columnsOf(taskFields), ...rowColumns() }, (table) => [
  primaryKey({ columns: [table.orgId, table.taskId] }),
  ...searchIndex('tasks_search', table, searchedFields(taskSchema)),
  index('tasks_property').on(table.orgId, table.propertyId, table.taskId),
  index('tasks_status').on(table.orgId, table.status, table.taskId),
  index('tasks_assignee').on(table.orgId, table.assigneeId, table.taskId),
  // No foreign key: a rule may be deleted, and its tasks remain. No day of a rule has two tasks, whatever instances do.
  uniqueIndex('tasks_occurrence')
    .on(table.orgId, table.recurrenceId, table.occursOn)
    .where(isNotNull(table.recurrenceId)),
  foreignKey({
    columns: [table.orgId, table.propertyId],
    foreignColumns: [propertyKeys.orgId, propertyKeys.propertyId],
  }),
  foreignKey({ columns: [table.orgId, table.assigneeId], foreignColumns: [userKeys.orgId, userKeys.userId] }),
  foreignKey({ columns: [table.orgId, table.createdBy], foreignColumns: [userKeys.orgId, userKeys.userId] }),
]);

/** The rules by which tasks recur. */
export const recurrences = pgTable('recurrences', { ...columnsOf(recurrenceFields), ...rowColumns() }, (table) => [
  primaryKey({ columns: [table.orgId, table.recurrenceId] }),
  ...searchIndex('recurrences_search', table, searchedFields(recurrenceSchema)),
  index('recurrences_property').on(table.orgId, table.propertyId, table.recurrenceId),
  // Of all organisations: those that are due.
  index('recurrences_next').on(table.nextOn),
  foreignKey({
    columns: [table.orgId, table.propertyId],
    foreignColumns: [propertyKeys.orgId, propertyKeys.propertyId],
  }),
  foreignKey({ columns: [table.orgId, table.assigneeId], foreignColumns: [userKeys.orgId, userKeys.userId] }),
  foreignKey({ columns: [table.orgId, table.createdBy], foreignColumns: [userKeys.orgId, userKeys.userId] }),
]);
