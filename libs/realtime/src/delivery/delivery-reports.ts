import type { DeadLetter, Lane } from './delivery-store.js';

/** Events that left the log before their subscriber was given them. */
export interface DeliveryGap extends Lane {
  /** The first `seq` that is gone. */
  readonly from: number;
  /** The last `seq` that is gone. */
  readonly to: number;
}

/** What the worker tells of while it works; logging and nothing else hangs on it. */
export interface DeliveryReports {
  /** A handler failed and its event is tried again after `delayMs`. */
  retry(lane: Lane, seq: number, failures: number, delayMs: number, error: unknown): void;
  deadLetter(letter: DeadLetter): void;
  gap(gap: DeliveryGap): void;
  /** The lease ran out or went to another instance; what was under way was called off. */
  leaseLost(lane: Lane): void;
  /** The store or the log could not be reached; the next look over the orgs tries again. */
  error(error: unknown, lane?: Lane): void;
}
