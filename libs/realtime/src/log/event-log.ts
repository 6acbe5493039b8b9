import type { DurableEvent } from '@bellhop/protocol';
import type { RetentionLimits } from './segments.js';
import type { SqlWrite } from './sql-write.js';

/** Maximum payload bytes per read of the log, unless the first record alone exceeds it. */
export const READ_BYTES = 4_194_304;

/** An event as logged. The payload is JSON text, serialised exactly once. */
export interface LogRecord extends Omit<DurableEvent, 'payload'>, RecordLink {
  readonly payloadJson: string;
}

/**
 * Links a record to the one before it. Two histories of an org (after a restored backup, a failover that lost commits,
 * or a copied data directory) can share a `seq` but not the marks. So a record proves that it follows the subscriber's last
 * one, and a cursor that its event still exists.
 */
export interface RecordLink {
  /** Random, 1 to 2^31 - 1, assigned on append; 0 for records of versions without marks. */
  readonly mark: number;
  /** The `mark` of the record before it; 0 for the org's first. */
  readonly prevMark: number;
}

/** A position in an org's log: after the record at `seq`. */
export interface LogPosition {
  readonly seq: number;
  /** That record's {@link RecordLink.mark}; 0 for the position before the first. */
  readonly mark: number;
}

/** The position before an org's first event. */
export const LOG_START: LogPosition = { seq: 0, mark: 0 };

/**
 * Whether the log's mark at a position proves that the kept event is gone. A `kept` mark of 0 is unknown and proves
 * nothing.
 */
export const isOtherHistory = (kept: number, inLog: number): boolean => kept !== 0 && kept !== inLog;

/** A record that has no seq yet. */
export type UnloggedRecord = Omit<LogRecord, 'seq' | keyof RecordLink>;

/** Options of {@link EventLog.append}. */
export interface AppendOptions {
  /**
   * Treatment of a record whose `eventId` the org's log already has, or that appears twice in one call:
   * - `fail` rejects the whole call,
   * - `skip` omits it, so that appending the same records again changes nothing,
   * - `unchecked` does not check; only for ids that were made for these records.
   * @default 'fail'
   */
  readonly onDuplicate?: 'fail' | 'skip' | 'unchecked';
}

/** Outcome of {@link EventLog.commitWith}. */
export interface CommittedWrite<R> {
  /** The statement's row, as selected by `SqlWriteShape.result`. */
  readonly result: R;
  /** The logged records, in the given order. `undefined`: a condition failed and nothing was written. */
  readonly logged: readonly LogRecord[] | undefined;
}

/** Heads of many orgs, and the epoch of their log. */
export interface LogHeads {
  readonly epoch: string;
  /** Without orgs that have no events. */
  readonly heads: ReadonlyMap<string, LogPosition>;
}

/** Range of an org's events in the log: `floor + 1` to `head`. */
export interface LogBounds {
  readonly epoch: string;
  /** The newest event's `seq`; 0 for an org without events. */
  readonly head: number;
  /** The newest event's `mark`; 0 for an org without events. */
  readonly mark: number;
  /** The newest `seq` that retention has removed; 0 while everything is kept. */
  readonly floor: number;
}

/** Outcome of a round of retention. */
export interface Purged {
  /** Events deleted from storage, possibly some time after they expired. An estimate for large numbers. */
  readonly removed: number;
  /** Whether expired events were kept because they are still needed. */
  readonly heldBack: boolean;
}

/**
 * Every org's events in commit order. The log is the truth; pushes only hint at it.
 *
 * Every driver guarantees the following, which the shared suite in `test/contract` checks:
 * - `append` runs inside the caller's transaction. An org's `seq` grows from 1 without holes, and a subscriber that sees
 *   `n` sees everything before it: commit order and `seq` order are the same.
 * - Retention deletes from the old end only, so a missing next event always means that it expired.
 *
 * @typeParam Tx the driver's transaction handle
 */
export interface EventLog<Tx> {
  /** Creates or migrates the driver's storage and reads the epoch. Idempotent. */
  open(): Promise<void>;

  /**
   * Identifies this life of the log; a recreated or restored database gets another one. Holds the last value read:
   * {@link heads} and {@link bounds} read it again, because the database may be replaced while this process runs.
   * @throws RealtimeError `log_not_open` before `open`
   */
  readonly epoch: string;

  /**
   * Assigns seqs to records and stores them, within `tx`. Locks each org for other writers until `tx` ends, so call it
   * last before commit. Orgs are locked in a fixed order, so two transactions never deadlock. The log's clock tells
   * when a record was logged, never going back within an org; `timestamp` stays as given.
   * @returns the logged records, in the given order; with `onDuplicate: 'skip'` only the new ones
   * @throws RealtimeError `duplicate_event` with `onDuplicate: 'fail'`
   */
  append(tx: Tx, records: readonly UnloggedRecord[], options?: AppendOptions): Promise<readonly LogRecord[]>;

  /**
   * Appends in its own transaction; otherwise like {@link append}.
   * @throws RealtimeError `duplicate_event` with `onDuplicate: 'fail'`
   */
  commit(records: readonly UnloggedRecord[], options?: AppendOptions): Promise<readonly LogRecord[]>;

  /**
   * Commits one SQL statement together with records of one org, whose ids were made for them. Only logs in the same
   * database as the rows have it.
   */
  commitWith?<R extends object>(
    write: SqlWrite,
    orgId: string,
    records: readonly UnloggedRecord[],
  ): Promise<CommittedWrite<R>>;

  bounds(orgId: string): Promise<LogBounds>;

  /** Heads of many orgs in one query. */
  heads(orgIds: readonly string[]): Promise<LogHeads>;

  /**
   * Reads records after `after`, in order: up to `limit`, fewer if their payloads exceed `maxBytes` together, but at
   * least one.
   * @param maxBytes UTF-8 bytes. @default {@link READ_BYTES}
   */
  read(orgId: string, after: number, limit: number, maxBytes?: number): Promise<readonly LogRecord[]>;

  /** Returns the last `seq` logged more than `ageMs` ago by the log's clock; 0 if there is none. */
  seqBefore(orgId: string, ageMs: number): Promise<number>;

  /**
   * Runs one round of retention, by the log's clock: expired events are no longer returned afterwards. The cost does
   * not depend on the log's size, and writers do not wait. One instance does it at a time; concurrent calls of others
   * do nothing.
   * @throws the driver's error if a subscriber blocked it; the next round tries again
   */
  purge(limits: RetentionLimits): Promise<Purged>;
}
