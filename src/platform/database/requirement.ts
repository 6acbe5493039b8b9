import type { Template } from './template.js';

/** A condition checked when a command commits. */
export interface Requirement {
  /** A query that returns a row if the condition holds. */
  readonly template: Template;
  readonly params: readonly unknown[];
  /** Creates the error to throw if it does not hold. */
  readonly otherwise: () => Error;
}
