import type { Batch } from '../delivery/batch.js';
import type { Link } from '../transports/connection.js';

/** The leader and the number of changes of leader so far. A higher number wins. */
export interface Term {
  readonly number: number;
  readonly leader: string;
}

/**
 * Messages between tabs. Each carries a fencing term: a leader its own, any other tab the highest it has seen. A leader
 * that sees a higher one stops leading.
 */
export type TabMessage =
  /** The leader's connection state. Sent every 2 s, on a change, and on a ping. */
  | { readonly kind: 'lead'; readonly term: Term; readonly link: Link; readonly cursor: string | undefined }
  /** A batch of the leader's connection, or of its history for a tab that missed it. */
  | { readonly kind: 'batch'; readonly term: Term; readonly batch: Batch }
  /** Asks for the leader. */
  | { readonly kind: 'ping'; readonly term: Term }
  /** Sent by a tab before it leads, to ask for all positions. */
  | { readonly kind: 'roll-call'; readonly term: Term }
  | { readonly kind: 'here'; readonly term: Term; readonly cursor: string | undefined }
  /** The sender is at `cursor` and has missed the events after it. */
  | { readonly kind: 'need'; readonly term: Term; readonly cursor: string };
