import { day, nullable, object, oneOf, type Static, text, uuid } from '@bellhop/protocol';
import { line, recurrenceRule } from './fields.js';
import { rowFields } from './row.js';

/** What every task of a rule begins as, and when. */
export const recurrenceFields = {
  recurrenceId: uuid,
  ...rowFields,
  propertyId: uuid,
  title: line(200),
  description: nullable(text(4000)),
  room: nullable(line(20)),
  priority: oneOf('low', 'normal', 'high'),
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
