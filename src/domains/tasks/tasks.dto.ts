import { taskFields } from '@bellhop/hotel';
import { createBody, filterQuery, optional, pageQuery, updateBody } from '../../platform/http/request-fields.js';

const { propertyId, title, description, status, priority, assigneeId, dueOn } = taskFields;
const own = { propertyId, title, description, assigneeId, dueOn };

/** `priority` is `normal` by default. The assignee must be able to see the property. */
export class CreateTaskDto extends createBody({ ...own, priority: optional(priority) }) {}

/** Another `propertyId` moves the task there. */
export class UpdateTaskDto extends updateBody({ ...own, priority, status }) {}

/** Query parameters of `GET /tasks`; filters are combined with AND. */
export class TaskListQuery extends pageQuery({ propertyId, status, assigneeId }) {}

/** Query parameters of `GET /tasks/summary`. */
export class TaskSummaryQuery extends filterQuery({ propertyId }) {}
