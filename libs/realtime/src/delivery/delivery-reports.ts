import type { DeadLetter, Partition } from './delivery-store.js';

/** Events that expired from the log before their subscriber got them. */
export interface DeliveryGap extends Partition {
  /** The first `seq` lost. */
  readonly from: number;
  /** The last `seq` lost. */
  readonly to: number;
}

/** Reports of the worker, for logging only. */
export interface DeliveryReports {
  /** A handler failed; its event is retried after `delayMs`. */
  retry(partition: Partition, seq: number, failures: number, delayMs: number, error: unknown): void;
  deadLetter(deadLetter: DeadLetter): void;
  gap(gap: DeliveryGap): void;
  /** The log was restored to a state before the partition's position, which moves back from `from` to `to`. */
  rewound(partition: Partition, from: number, to: number): void;
  /** Too many timed-out calls of the subscription's handler are still running; it gets no events until some end. */
  stuck(subscription: string, calls: number): void;
  /** The lease expired or another instance holds it; the current attempt was cancelled. */
  leaseLost(partition: Partition): void;
  /** The store or the log failed; it is retried after a pause. */
  error(error: unknown, partition?: Partition): void;
}
