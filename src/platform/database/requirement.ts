import type { Template } from './template.js';

/** What has to be true when a command commits. */
export interface Requirement {
  /** A query that has a row if it is true. */
  readonly template: Template;
  readonly params: readonly unknown[];
  /** What the client is told if it is not. */
  readonly otherwise: () => Error;
}
