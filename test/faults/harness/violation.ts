/**
 * - `loss`: a reader was moved past an event that it may see, and no gap was told.
 * - `doubling`: a reader was given an event again without a gap in between.
 * - `order`: a reader was given an event, or a cursor, that lies before where it stood.
 * - `phantom`: a reader was given an event, or a cursor, that no life of the log has.
 * - `other-life`: a reader was taken on into another life of the log without a gap.
 * - `needless-gap`: a gap was told although the log had one life only, and all of it.
 * - `silence`: a reader was told nothing of a probe, neither the event nor a gap, within the bound.
 * - `away`: after the fault nobody took a write within the bound.
 * - `lost-write`: an acknowledged write is in no life of the log.
 * - `doubled-write`: a write is in one life of the log more than once.
 * - `refused-write`: a write that was refused is in the log.
 * - `broken-log`: a log with a hole, or with an event id twice.
 */
export type ViolationKind =
  | 'loss'
  | 'doubling'
  | 'order'
  | 'phantom'
  | 'other-life'
  | 'needless-gap'
  | 'silence'
  | 'away'
  | 'lost-write'
  | 'doubled-write'
  | 'refused-write'
  | 'broken-log';

export interface Violation {
  readonly kind: ViolationKind;
  /** Milliseconds since the run began; of what has no time of its own, 0. */
  readonly at: number;
  /** The reader or the org that it happened to. */
  readonly who: string;
  readonly what: string;
}
