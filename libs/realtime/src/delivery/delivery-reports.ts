import type { DeadLetter, Lane } from './delivery-store.js';

/** Events that expired from the log before their subscriber got them. */
export interface DeliveryGap extends Lane {
  /** The first `seq` lost. */
  readonly from: number;
  /** The last `seq` lost. */
  readonly to: number;
}

/** Reports of the worker, for logging only. */
export interface DeliveryReports {
  /** A handler failed; its event is retried after `delayMs`. */
  retry(lane: Lane, seq: number, failures: number, delayMs: number, error: unknown): void;
  deadLetter(letter: DeadLetter): void;
  gap(gap: DeliveryGap): void;
  /** The log was restored to a state before the partition's position, which moves back from `from` to `to`. */
  rewound(lane: Lane, from: number, to: number): void;
  /** Too many timed-out calls of the subscription's handler are still running; it gets no events until some end. */
  stuck(subscription: string, calls: number): void;
  /** The lease expired or another instance holds it; the current attempt was cancelled. */
  leaseLost(lane: Lane): void;
  /** The store or the log failed; it is retried after a pause. */
  error(error: unknown, lane?: Lane): void;
}
