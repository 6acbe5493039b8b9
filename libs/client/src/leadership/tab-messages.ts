import type { Batch } from '../delivery/batch.js';
import type { Link } from '../transports/connection.js';

/** Who leads, and for the how-manieth time the lead changed hands. A higher number wins over a lower. */
export interface Term {
  readonly number: number;
  readonly leader: string;
}

/**
 * What tabs tell each other. Each message carries a fencing term: a leader its own, any other tab the highest it has
 * heard of. Whoever hears of a higher one than its own leads no more.
 */
export type TabMessage =
  /** A leader is there, and this is how its connection fares. Sent every 2 s, on a change, and when asked. */
  | { readonly kind: 'lead'; readonly term: Term; readonly link: Link; readonly cursor: string | undefined }
  /** A stretch of the log, as the leader's connection gave it, or from the leader's memory for who missed it. */
  | { readonly kind: 'batch'; readonly term: Term; readonly batch: Batch }
  /** Is a leader there? */
  | { readonly kind: 'ping'; readonly term: Term }
  /** A tab is about to lead: where does everyone stand? */
  | { readonly kind: 'roll-call'; readonly term: Term }
  | { readonly kind: 'here'; readonly term: Term; readonly cursor: string | undefined }
  /** The sender stands at `cursor` and has missed what followed. */
  | { readonly kind: 'need'; readonly term: Term; readonly cursor: string };
