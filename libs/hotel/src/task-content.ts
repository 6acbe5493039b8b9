import { nullable, oneOf, text } from '@bellhop/protocol';
import { line } from './fields.js';

/** What is to be done: fields that a task and the rule by which it recurs have in common. */
export const taskContent = {
  title: line(200),
  description: nullable(text(4000)),
  /** Number or name of a room: `204`, `Spa`. */
  room: nullable(line(20)),
  priority: oneOf('low', 'normal', 'high'),
} as const;
