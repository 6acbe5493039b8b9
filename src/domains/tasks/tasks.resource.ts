import { taskSchema } from '@bellhop/hotel';
import { defineResource } from '../../platform/resources/resource.js';
import { taskConditions } from './tasks.conditions.js';
import { UpdateTaskDto, CreateTaskDto, TaskListQuery } from './tasks.dto.js';
import { tasksDomain } from './tasks.events.js';
import { tasks } from './tasks.schema.js';

/** Tasks of the staff in the properties. */
export const taskResource = defineResource('task', {
  table: tasks,
  domain: tasksDomain,
  schema: taskSchema,
  create: CreateTaskDto,
  update: UpdateTaskDto,
  query: TaskListQuery,
  filters: ['propertyId', 'status', 'assigneeId'],
  conditions: taskConditions,
  newestFirst: true,
});
