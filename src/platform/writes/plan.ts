import type { DomainEvent } from '@bellhop/realtime';
import type { Requirement } from '../database/requirement.js';
import type { RowWrite } from '../database/row-writes.js';

/** A write's decision, made before anything is written. */
export interface Plan<T> {
  /** Conditions, in the order their failures are reported. @default none */
  readonly require?: readonly (Requirement | undefined)[];
  /**
   * Row writes in order. If one finds that its row has changed, nothing is written. Empty: there is nothing to do.
   */
  readonly write: readonly RowWrite[];
  /** Events to raise. @default none */
  readonly raise?: readonly DomainEvent[];
  readonly respond: T;
}
