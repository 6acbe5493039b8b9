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
  /** The log was put back to before the lane's position, which begins anew at the log's head. */
  rewound(lane: Lane, from: number, to: number): void;
  /** So many calls of the subscription's handler were called off and never ended that it gets nothing more until some do. */
  stuck(subscription: string, calls: number): void;
  /** The lease ran out or went to another instance; what was under way was called off. */
  leaseLost(lane: Lane): void;
  /** The store or the log could not be reached; it is tried again after a pause. */
  error(error: unknown, lane?: Lane): void;
}
