import type { Access, Gap, RealtimeEvent } from '@bellhop/protocol';

/** A stretch of the org's log as a connection gave it. What joins one to the next is that it begins where that ended. */
export interface Batch {
  /** Where it begins: everything after it up to `to` is in `events`. Undefined: a reader that had no place yet. */
  readonly from: string | undefined;
  readonly to: string;
  readonly events: readonly RealtimeEvent[];
  /** What lies before `to` cannot be given; `events` is empty then. */
  readonly gap?: Gap;
  readonly access?: Access;
}
