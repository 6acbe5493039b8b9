import type { DurableEvent } from '@bellhop/protocol';
import type { RetentionLimits } from './segments.js';
import type { SqlWrite } from './sql-write.js';

/** Payload bytes that one read of the log gives at most, unless its first record alone has more. */
export const READ_BYTES = 4_194_304;

/** An event as the log keeps it. The payload is JSON text: it is serialised once in its life. */
export interface LogRecord extends Omit<DurableEvent, 'payload'>, RecordLink {
  readonly payloadJson: string;
}

/**
 * Links a record to the one before it. Two histories of an org (before and after a restored backup, a failover that lost
 * commits, a copied data directory) may have the same `seq`, but not the same marks: so a record proves that it follows
 * what its reader has, and a cursor that it stands on an event that still exists.
 */
export interface RecordLink {
  /** Random, 1 to 2^31 - 1, given when the record is appended; 0 for records of versions that gave none. */
  readonly mark: number;
  /** The `mark` of the record before it; 0 for an org's first. */
  readonly prevMark: number;
}

/** A place in an org's log: after the record at `seq`. */
export interface LogPosition {
  readonly seq: number;
  /** That record's {@link RecordLink.mark}; 0 for the place before the first. */
  readonly mark: number;
}

/** The place before an org's first event. */
export const LOG_START: LogPosition = { seq: 0, mark: 0 };

/** Whether the log's mark of a place shows that what was there is gone. A `kept` mark of 0 is not known and proves nothing. */
export const isOtherHistory = (kept: number, inLog: number): boolean => kept !== 0 && kept !== inLog;

/** A record that has no place in the order yet. */
export type UnloggedRecord = Omit<LogRecord, 'seq' | keyof RecordLink>;

/** How {@link EventLog.append} takes what it is given. */
export interface AppendOptions {
  /**
   * What becomes of a record whose `eventId` the org's log has already, or that comes twice in one call:
   * - `fail` refuses them all,
   * - `skip` leaves it out, so that appending the same again changes nothing,
   * - `unchecked` does not look, for ids that were made for these records and nowhere else.
   * @default 'fail'
   */
  readonly onDuplicate?: 'fail' | 'skip' | 'unchecked';
}

/** What became of a command's statement. */
export interface CommittedWrite<R> {
  /** The statement's row: what was asked for by `SqlWriteShape.result`. */
  readonly result: R;
  /** What was logged, in the order given; `undefined`: nothing was written, since a condition did not hold. */
  readonly logged: readonly LogRecord[] | undefined;
}

/** Heads of many orgs, and the life of the log they count in. */
export interface LogHeads {
  readonly epoch: string;
  /** Orgs without events are left out. */
  readonly heads: ReadonlyMap<string, LogPosition>;
}

/** What the log holds of an org: the events from `floor + 1` to `head`. */
export interface LogBounds {
  readonly epoch: string;
  /** The newest event's `seq`; 0 for an org without events. */
  readonly head: number;
  /** The newest event's `mark`; 0 for an org without events. */
  readonly mark: number;
  /** The newest `seq` that retention has removed; 0 while everything is kept. */
  readonly floor: number;
}

/** What a round of retention did. */
export interface Purged {
  /** Events removed from where they were stored, which may be later than they expired; about as many where they were many. */
  readonly removed: number;
  /** Whether events were kept past their time because they are still needed. */
  readonly heldBack: boolean;
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
   * Names the life of this log; a recreated or restored database gets another one. As last read: {@link heads} and
   * {@link bounds} read it again, because the database may be replaced while this process runs.
   * @throws RealtimeError `log_not_open` before `open`
   */
  readonly epoch: string;

  /**
   * Gives records their places and stores them, within `tx`. An org stays locked for other writers until `tx` ends, so
   * this is to be the last statement before commit. Orgs are locked in a fixed order: two transactions never deadlock.
   * When a record was logged is told by the log's clock and never goes back within an org; `timestamp` stays as given.
   * @returns what was logged, in the order given; with `onDuplicate: 'skip'` only what is new
   * @throws RealtimeError `duplicate_event` with `onDuplicate: 'fail'`
   */
  append(tx: Tx, records: readonly UnloggedRecord[], options?: AppendOptions): Promise<readonly LogRecord[]>;

  /**
   * Appends in a transaction of its own; otherwise like {@link append}.
   * @throws RealtimeError `duplicate_event` with `onDuplicate: 'fail'`
   */
  commit(records: readonly UnloggedRecord[], options?: AppendOptions): Promise<readonly LogRecord[]>;

  /**
   * Commits what one SQL statement writes together with records of one org, whose ids were made for them. Only logs have it
   * that are in the same database as the rows.
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
   * Records after `after`, in order: up to `limit`, and fewer where their payloads are more than `maxBytes` together, but
   * always the first.
   * @param maxBytes of UTF-8. @default {@link READ_BYTES}
   */
  read(orgId: string, after: number, limit: number, maxBytes?: number): Promise<readonly LogRecord[]>;

  /** The last `seq` that the log's clock says was logged more than `ageMs` ago; 0 where there is none. */
  seqBefore(orgId: string, ageMs: number): Promise<number>;

  /**
   * One round of retention, by the log's clock: events that are to be kept no longer are not given from then on. What
   * it costs does not depend on how much the log has, and writers do not wait for it. One instance does it at a time;
   * for another that calls meanwhile there is nothing to do.
   * @throws an error of the driver's where a reader stood in the way; the next round tries again
   */
  purge(limits: RetentionLimits): Promise<Purged>;
}
