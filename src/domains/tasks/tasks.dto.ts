import { line, TASK_DUE, taskFields } from '@bellhop/hotel';
import { oneOf } from '@bellhop/protocol';
import { createBody, filterQuery, optional, pageQuery, updateBody } from '../../platform/http/request-fields.js';

const { propertyId, title, description, room, status, priority, assigneeId, dueOn } = taskFields;
const own = { propertyId, title, description, room, assigneeId, dueOn };
/** `q`: words of the title, the description or the room. `due`: by the current day at each task's property. */
const filters = { propertyId, assigneeId, due: oneOf(...TASK_DUE), q: line(100) };

/** `priority` is `normal` by default. The assignee must be able to see the property. */
export class CreateTaskDto extends createBody({ ...own, priority: optional(priority) }) {}

/** Another `propertyId` moves the task there. */
export class UpdateTaskDto extends updateBody({ ...own, priority, status }) {}

/** Query parameters of `GET /tasks`; filters are combined with AND. */
export class TaskListQuery extends pageQuery({ ...filters, status }) {}

/** Query parameters of `GET /tasks/summary`. */
export class TaskSummaryQuery extends filterQuery(filters) {}
