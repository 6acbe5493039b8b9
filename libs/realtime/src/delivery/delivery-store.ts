import type { LogPosition } from '../log/event-log.js';
import type { HandlerFailure } from './handler-failure.js';

/** One subscription's way through one org's events: what is worked on by one instance at a time, in order. */
export interface Lane {
  /** The subscription's name. */
  readonly subscription: string;
  readonly orgId: string;
}

/** Where a lane has got to: everything up to this place of its org's log is done with. */
export interface LaneProgress extends LogPosition {
  /** How long ago the log was last seen to have this place in its history, in milliseconds. */
  readonly provenAgoMs: number;
}

/** A lane whose position is not its log's head. */
export interface BacklogLane extends Lane {
  /** The org's newest `seq`. */
  readonly head: number;
  /** The last `seq` done with. `head` or past it where the log was put back to an earlier state. */
  readonly position: number;
  /** Somebody works on it, or it waits for its next attempt: claiming it now would be refused. */
  readonly leased: boolean;
}

/** Part of a look over all orgs: the backlog among the next of them. */
export interface BacklogPage {
  readonly lanes: readonly BacklogLane[];
  /** Where to go on from; `undefined` when every org has been looked at. */
  readonly next: string | undefined;
}

/** The right to work on a lane. Every claim of a lane has a higher token than the ones before it. */
export interface Claim extends Lane {
  /** Fences: a store call with a token that is not the lane's newest changes nothing. */
  readonly token: number;
  /** The last `seq` done with; 0 before the first. */
  readonly position: number;
  /** The mark of the event at `position`; 0 where it is not known, which proves nothing. */
  readonly mark: number;
  /** See {@link LaneProgress}. Longer than any log is kept where it is not known. */
  readonly provenAgoMs: number;
  /** Where the org's log ended when the claim was made. */
  readonly head: LogPosition;
  /** Attempts at the event `position + 1` that failed, or that were marked and cut off by their process's end. */
  readonly failures: number;
  /** Holders that were gone without a word since the position last moved: any event after it may have ended them. */
  readonly crashes: number;
  /** When the first of them failed, in Unix milliseconds. */
  readonly firstFailedAt: number | undefined;
}

/** That a handler failed and is to try again later. */
export interface Postponement {
  /** Attempts that failed, this one included. */
  readonly failures: number;
  /** Unix milliseconds. */
  readonly firstFailedAt: number;
  /** How long nobody may claim the lane, in milliseconds. */
  readonly delayMs: number;
}

/** An event whose subscriber failed on it as often as it may, set aside so that those after it go on. */
export interface DeadLetter extends Lane {
  /** A UUID v7: ids sort by the time the letter was made. */
  readonly id: string;
  readonly seq: number;
  /** The whole event as JSON text. */
  readonly eventJson: string;
  readonly failure: HandlerFailure;
  /** Attempts that failed, redeliveries included. */
  readonly attempts: number;
  /** Unix milliseconds. */
  readonly firstFailedAt: number;
  /** Unix milliseconds. */
  readonly lastFailedAt: number;
}

/** That a dead letter was sent again and failed again. */
export interface RedeliveryFailure {
  readonly failure: HandlerFailure;
  /** Unix milliseconds. */
  readonly at: number;
}

/**
 * Where durable subscribers have got to, who works on what, and what could not be delivered.
 *
 * Drivers keep these promises, which the shared suite in `test/contract` checks:
 * - A lane has one holder at a time, until it releases, postpones, or its lease runs out. Leases are measured by one
 *   clock for all instances.
 * - What a former holder says is not heard: positions only grow, in the hands of the newest claim, but for `rewind`.
 * - A token is never given twice, also not after the store was put back to an earlier state.
 * - A holder whose lease ran out without `release` or `postpone` is counted by the claim after it.
 * - A dead letter and the position that passes it are written together or not at all.
 *
 * Each call is atomic by itself; none of them is meant to share a transaction with anything else, because handlers run
 * outside of any.
 */
export interface DeliveryStore {
  /** Creates or migrates what the driver needs. To be called when the event log is open. Idempotent. */
  open(): Promise<void>;

  /**
   * Makes a subscription known. Its lanes begin where the log stands as this is first called for its name: after the
   * newest event of each org (`head`) or before the oldest that is kept (`start`). Orgs that come later begin before
   * their first event. For a known name nothing changes, whatever `from` says.
   */
  register(subscription: string, from: 'head' | 'start'): Promise<void>;

  /**
   * One query: what registered subscriptions have before them, and which of them stand on an event that the head of the
   * log shows to be gone.
   * @param after `next` of the page before; `undefined` for the first
   * @param orgs how many orgs to look at, at most
   */
  backlog(subscriptions: readonly string[], after: string | undefined, orgs: number): Promise<BacklogPage>;

  /**
   * From when on the log is still needed (Unix ms, by the log's clock): registered subscriptions have passed everything
   * that was logged before. Looks at every org: for retention, not for each request.
   * @param own subscriptions that this application has
   * @param missingMs a subscription that no application has had for as long, in milliseconds, needs nothing any more
   */
  neededFrom(own: readonly string[], missingMs: number): Promise<number>;

  /** Takes a lane for `leaseMs`. `undefined`: somebody holds it, or it waits for its next attempt. */
  claim(lane: Lane, leaseMs: number): Promise<Claim | undefined>;

  /** Holds on for another `leaseMs`, all in one query. Returns those of them that are still held. */
  renew(claims: readonly Claim[], leaseMs: number): Promise<readonly Claim[]>;

  /**
   * Moves the position on to `progress`, and notes that the handler is about to be called with the event after it. Until
   * the claim says something else, its loss counts as a failure of that event. `false`: the claim is over, nothing changed.
   */
  mark(claim: Claim, progress: LaneProgress): Promise<boolean>;

  /** Moves the position back, where the log has another history than it stands on. `false`: the claim is over. */
  rewind(claim: Claim, progress: LaneProgress): Promise<boolean>;

  /** Moves the position on. `false`: the claim is over, nothing changed. */
  advance(claim: Claim, progress: LaneProgress): Promise<boolean>;

  /**
   * Moves the position on and lets go of the lane.
   * @returns where the org's log ends then, so that what came meanwhile is noticed; `undefined`: the claim was over
   */
  release(claim: Claim, progress: LaneProgress): Promise<LogPosition | undefined>;

  /**
   * Notes a failed attempt at the event after `progress`, moves the position there, and lets go of the lane, which nobody
   * can claim until `delayMs` from now. `false`: the claim is over, nothing changed.
   */
  postpone(claim: Claim, progress: LaneProgress, postponement: Postponement): Promise<boolean>;

  /**
   * Sets the event at `progress` aside and moves the position there, past it; the claim goes on. `false`: the claim is
   * over, nothing changed.
   */
  deadLetter(claim: Claim, progress: LaneProgress, letter: DeadLetter): Promise<boolean>;

  /** An org's dead letters, oldest first. @param after the id of the last one seen */
  deadLetters(orgId: string, after: string | undefined, limit: number): Promise<readonly DeadLetter[]>;

  /**
   * Takes a dead letter for redelivery, so that nobody else redelivers it within `leaseMs`.
   * `undefined`: the org has no such letter; `'taken'`: somebody else has it.
   */
  takeDeadLetter(orgId: string, id: string, leaseMs: number): Promise<DeadLetter | 'taken' | undefined>;

  /** Puts a taken letter back; the failure of its redelivery counts as one more attempt. */
  returnDeadLetter(orgId: string, id: string, failed?: RedeliveryFailure): Promise<void>;

  /** Removes a dead letter, taken or not. `false`: the org has no such letter. */
  dropDeadLetter(orgId: string, id: string): Promise<boolean>;
}
