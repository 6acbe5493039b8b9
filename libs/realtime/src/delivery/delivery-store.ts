import type { LogPosition } from '../log/event-log.js';
import type { HandlerFailure } from './handler-failure.js';

/** One subscription's events of one org: processed in order, by one instance at a time. */
export interface Partition {
  /** The subscription's name. */
  readonly subscription: string;
  readonly orgId: string;
}

/** Position of a partition: everything up to it in its org's log has been processed. */
export interface PartitionProgress extends LogPosition {
  /** How long ago the log was last known to contain this position, in milliseconds. */
  readonly provenAgoMs: number;
}

/** A partition whose position is not its log's head. */
export interface BacklogPartition extends Partition {
  /** The org's newest `seq`. */
  readonly head: number;
  /** The last `seq` processed. At or past `head` if the log was restored to an earlier state. */
  readonly position: number;
  /** Held by an instance, or waiting for its next attempt: a claim would be refused now. */
  readonly leased: boolean;
}

/** Part of a scan over all orgs: the backlog of the next of them. */
export interface BacklogPage {
  readonly partitions: readonly BacklogPartition[];
  /** Where to continue; `undefined` when every org has been scanned. */
  readonly next: string | undefined;
}

/** The right to process a partition. Each claim has a higher token than the claims before it. */
export interface Claim extends Partition {
  /** Fencing token: a store call with an outdated token changes nothing. */
  readonly token: number;
  /** The last `seq` processed; 0 before the first. */
  readonly position: number;
  /** The mark of the event at `position`; 0 if unknown, which proves nothing. */
  readonly mark: number;
  /** See {@link PartitionProgress}. If unknown, longer than any retention. */
  readonly provenAgoMs: number;
  /** Head of the org's log at the time of the claim. */
  readonly head: LogPosition;
  /** Failed attempts at the event `position + 1`, including marked ones cut off by a crash. */
  readonly failures: number;
  /** Holders that crashed since the position last moved: any event after it may be the cause. */
  readonly crashes: number;
  /** Time of the first failure, in Unix milliseconds. */
  readonly firstFailedAt: number | undefined;
}

/** A failed attempt, to be retried later. */
export interface Postponement {
  /** Failed attempts, including this one. */
  readonly failures: number;
  /** Unix milliseconds. */
  readonly firstFailedAt: number;
  /** How long the partition cannot be claimed, in milliseconds. */
  readonly delayMs: number;
}

/** An event set aside after its subscriber's last attempt, so that later ones continue. */
export interface DeadLetter extends Partition {
  /** A UUID v7, so ids sort by creation time. */
  readonly id: string;
  readonly seq: number;
  /** The complete event as JSON text. */
  readonly eventJson: string;
  readonly failure: HandlerFailure;
  /** Failed attempts, including redeliveries. */
  readonly attempts: number;
  /** Unix milliseconds. */
  readonly firstFailedAt: number;
  /** Unix milliseconds. */
  readonly lastFailedAt: number;
}

/** A failed redelivery of a dead letter. */
export interface RedeliveryFailure {
  readonly failure: HandlerFailure;
  /** Unix milliseconds. */
  readonly at: number;
}

/**
 * Positions and leases of durable subscribers, and their dead letters.
 *
 * Every driver guarantees the following, which the shared suite in `test/contract` checks:
 * - A partition has one holder at a time, until it releases, postpones, or its lease expires. One clock measures the
 *   leases of all instances.
 * - Calls of a former holder have no effect: positions only grow, by the newest claim, except by `rewind`.
 * - A token is never reused, even after the store was restored to an earlier state.
 * - A holder whose lease expired without `release` or `postpone` is counted by the next claim.
 * - A dead letter and the position that passes it are written together or not at all.
 *
 * Each call is atomic on its own. None shares a transaction with anything else, because handlers run outside of
 * transactions.
 */
export interface DeliveryStore {
  /** Creates or migrates the driver's storage. Call it after opening the event log. Idempotent. */
  open(): Promise<void>;

  /**
   * Registers a subscription. Its partitions start at the log's state when its name is first registered: after the
   * newest event of each org (`head`) or before the oldest one kept (`start`). Orgs created later start before their
   * first event. No effect for a known name, whatever `from` is.
   */
  register(subscription: string, from: 'head' | 'start'): Promise<void>;

  /**
   * Finds, in one query, the backlog of registered subscriptions, and positions whose event is gone according to the
   * head of the log.
   * @param after `next` of the previous page; `undefined` for the first
   * @param orgs maximum number of orgs to scan
   */
  backlog(subscriptions: readonly string[], after: string | undefined, orgs: number): Promise<BacklogPage>;

  /**
   * Returns the time from which on the log is still needed (Unix milliseconds, by the log's clock): registered
   * subscriptions have passed all events logged before. Reads every org: for retention, not for requests.
   * @param own subscriptions of this application
   * @param missingMs a subscription absent from every application for this long, in milliseconds, needs nothing any
   *   more
   */
  neededFrom(own: readonly string[], missingMs: number): Promise<number>;

  /** Claims a partition for `leaseMs`. `undefined`: it is held, or waits for its next attempt. */
  claim(partition: Partition, leaseMs: number): Promise<Claim | undefined>;

  /** Extends claims by another `leaseMs`, all in one query. Returns those still held. */
  renew(claims: readonly Claim[], leaseMs: number): Promise<readonly Claim[]>;

  /**
   * Moves the position to `progress`, and records that the handler is about to be called with the next event. Until the
   * claim's next call, its loss counts as a failure of that event. `false`: the claim is outdated, nothing changed.
   */
  mark(claim: Claim, progress: PartitionProgress): Promise<boolean>;

  /** Moves the position back when the log has another history. `false`: the claim is outdated. */
  rewind(claim: Claim, progress: PartitionProgress): Promise<boolean>;

  /** Moves the position forward. `false`: the claim is outdated, nothing changed. */
  advance(claim: Claim, progress: PartitionProgress): Promise<boolean>;

  /**
   * Moves the position forward and releases the partition.
   * @returns the head of the org's log, to notice events that arrived meanwhile; `undefined`: the claim was outdated
   */
  release(claim: Claim, progress: PartitionProgress): Promise<LogPosition | undefined>;

  /**
   * Records a failed attempt at the event after `progress`, moves the position there, and releases the partition, which
   * cannot be claimed for `delayMs`. `false`: the claim is outdated, nothing changed.
   */
  postpone(claim: Claim, progress: PartitionProgress, postponement: Postponement): Promise<boolean>;

  /**
   * Stores the event at `progress` as a dead letter and moves the position past it; the claim continues. `false`: the
   * claim is outdated, nothing changed.
   */
  deadLetter(claim: Claim, progress: PartitionProgress, deadLetter: DeadLetter): Promise<boolean>;

  /** Returns an org's dead letters, oldest first. @param after id of the last one seen */
  deadLetters(orgId: string, after: string | undefined, limit: number): Promise<readonly DeadLetter[]>;

  /**
   * Takes a dead letter for redelivery, exclusively for `leaseMs`. `undefined`: the org has no such dead letter;
   * `'taken'`: it is already being redelivered.
   */
  takeDeadLetter(orgId: string, id: string, leaseMs: number): Promise<DeadLetter | 'taken' | undefined>;

  /** Gives back a taken dead letter; a failed redelivery counts as one more attempt. */
  returnDeadLetter(orgId: string, id: string, failed?: RedeliveryFailure): Promise<void>;

  /** Deletes a dead letter, taken or not. `false`: the org has no such one. */
  dropDeadLetter(orgId: string, id: string): Promise<boolean>;
}
