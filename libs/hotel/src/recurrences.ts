import { day, nullable, object, type Static, uuid } from '@bellhop/protocol';
import { recurrenceRule } from './fields.js';
import { rowFields } from './row.js';
import { taskContent } from './task-content.js';

/** What every task of a rule begins as, and when. */
export const recurrenceFields = {
  recurrenceId: uuid,
  ...rowFields,
  propertyId: uuid,
  ...taskContent,
  assigneeId: nullable(uuid),
  rule: recurrenceRule,
  /** The last day for which there was a task. */
  lastOn: nullable(day),
  /** The next day for which there will be one; null when the rule has ended. */
  nextOn: nullable(day),
  createdBy: uuid,
} as const;

export const recurrenceSchema = object(recurrenceFields);

/** A rule by which a task is made again and again. */
export type Recurrence = Static<typeof recurrenceSchema>;
