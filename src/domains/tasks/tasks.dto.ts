import { line, recurrenceFields, recurrenceRule, TASK_DUE, taskFields } from '@bellhop/hotel';
import { nullable, oneOf } from '@bellhop/protocol';
import { createBody, filterQuery, optional, pageQuery, updateBody } from '../../platform/http/request-fields.js';

const { propertyId, title, description, room, status, priority, assigneeId, dueOn } = taskFields;
const own = { propertyId, title, description, room, assigneeId, dueOn };
/** `q`: words of the title, the description or the room. `due`: by the current day at each task's property. */
const filters = { propertyId, assigneeId, due: oneOf(...TASK_DUE), q: line(100) };

/** Makes a rule that begins with the task. */
const repeats = nullable(recurrenceRule);

/** `priority` is `normal` by default. The assignee must be able to see the property. */
export class CreateTaskDto extends createBody({ ...own, priority: optional(priority), repeats }) {}

/** Another `propertyId` moves the task there. `repeats` is refused if the task is one of another rule: change that instead. */
export class UpdateTaskDto extends updateBody({ ...own, priority, status, repeats }) {}

const { rule } = recurrenceFields;
const template = { propertyId, title, description, room, assigneeId, rule };

/** `priority` is `normal` by default. The first task is made on the first day of the rule from today on. */
export class CreateRecurrenceDto extends createBody({ ...template, priority: optional(priority) }) {}

/** Changes the tasks to come, none that there are. */
export class UpdateRecurrenceDto extends updateBody({ ...template, priority }) {}

export class RecurrenceListQuery extends pageQuery({ propertyId }) {}

/** Query parameters of `GET /tasks`; filters are combined with AND. */
export class TaskListQuery extends pageQuery({ ...filters, status }) {}

/** Query parameters of `GET /tasks/summary`. */
export class TaskSummaryQuery extends filterQuery(filters) {}
