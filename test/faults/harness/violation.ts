/**
 * - `loss`: a reader was moved past a visible event without a gap.
 * - `doubling`: a reader got an event again without a gap in between.
 * - `order`: a reader got an event or a cursor before its position.
 * - `phantom`: a reader got an event or a cursor that no life of the log has.
 * - `other-life`: a reader was moved into another life of the log without a gap.
 * - `needless-gap`: a gap was sent although the log had one complete life.
 * - `silence`: a reader got neither a probe’s event nor a gap within the limit.
 * - `away`: no server accepted a write within the limit after the fault.
 * - `lost-write`: an acknowledged write is in no life of the log.
 * - `doubled-write`: a write is in one life of the log more than once.
 * - `refused-write`: a refused write is in the log.
 * - `broken-log`: a log with a missing seq or a repeated event id.
 */
export const VIOLATION_KINDS = [
  'loss',
  'doubling',
  'order',
  'phantom',
  'other-life',
  'needless-gap',
  'silence',
  'away',
  'lost-write',
  'doubled-write',
  'refused-write',
  'broken-log',
] as const;
export type ViolationKind = (typeof VIOLATION_KINDS)[number];

export interface Violation {
  readonly kind: ViolationKind;
  /** Milliseconds since the run began; 0 where there is no time. */
  readonly at: number;
  /** The affected reader or organisation. */
  readonly who: string;
  readonly what: string;
}
