import type { DurableEvent } from '@bellhop/contracts';

/** An event as the log keeps it. The payload is JSON text: it is serialised once in its life. */
export interface LogRecord extends Omit<DurableEvent, 'payload'> {
  readonly payloadJson: string;
}

/** A record that has no place in the order yet. */
export type UnloggedRecord = Omit<LogRecord, 'seq'>;

/** What the log holds of an org: the events from `floor + 1` to `head`. */
export interface LogBounds {
  /** The newest event's `seq`; 0 for an org without events. */
  readonly head: number;
  /** The newest `seq` that retention has removed; 0 while everything is kept. */
  readonly floor: number;
}

/**
 * Every organisation's events in commit order: the truth that pushes only hint at.
 *
 * Drivers keep these promises, which the shared suite in `test/contract` checks:
 * - `append` runs inside the caller's transaction. An org's `seq` grows from 1 without holes, and a reader that sees
 *   `n` sees everything before it: commit order and `seq` order are the same.
 * - Retention removes from the old end only, so a missing next event always means that it expired.
 *
 * @typeParam Tx the driver's transaction handle
 */
export interface EventLog<Tx> {
  /** Creates or migrates what the driver needs and reads the epoch. Idempotent. */
  open(): Promise<void>;

  /**
   * Names the life of this log; a recreated or restored database gets another one.
   * @throws RealtimeError `log_not_open` before `open`
   */
  readonly epoch: string;

  /**
   * Gives records their places and stores them, within `tx`. An org stays locked for other writers until `tx` ends, so
   * this is to be the last statement before commit. Orgs are locked in a fixed order: two transactions never deadlock.
   * @throws an error of the driver's when an org has an event of the same `eventId` already
   */
  append(tx: Tx, records: readonly UnloggedRecord[]): Promise<readonly LogRecord[]>;

  bounds(orgId: string): Promise<LogBounds>;

  /** Heads of many orgs in one query; an org without events is left out. */
  heads(orgIds: readonly string[]): Promise<ReadonlyMap<string, number>>;

  /** Up to `limit` records after `after`, in order. */
  read(orgId: string, after: number, limit: number): Promise<readonly LogRecord[]>;

  /** The last `seq` raised before `timestamp` (Unix ms), so that reading after it gives what is younger. */
  seqBefore(orgId: string, timestamp: number): Promise<number>;

  /**
   * Removes events raised before `olderThan` (Unix ms), about `limit` of them, without blocking writers.
   * @returns how many were removed; less than `limit` means that nothing more is due
   */
  purge(olderThan: number, limit: number): Promise<number>;
}
