import type { DomainEvent } from '@bellhop/realtime';
import type { Requirement } from '../database/requirement.js';
import type { RowWrite } from '../database/row-writes.js';

/** What a command is to do, decided before anything is written. */
export interface Plan<T> {
  /** In the order in which their failures are told. @default nothing */
  readonly require?: readonly (Requirement | undefined)[];
  /**
   * Rows, one after the other: the first may find that its row has changed, and then none is written. None at all: there is
   * nothing to do.
   */
  readonly write: readonly RowWrite[];
  /** Events that tell of it. @default none */
  readonly raise?: readonly DomainEvent[];
  readonly respond: T;
}
