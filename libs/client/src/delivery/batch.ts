import type { Access, Gap, RealtimeEvent } from '@bellhop/protocol';

/** A contiguous part of the org's log as read from a connection. It begins where the one before it ended. */
export interface Batch {
  /** Its start: `events` has everything after it up to `to`. Undefined if the subscriber had no position yet. */
  readonly from: string | undefined;
  readonly to: string;
  readonly events: readonly RealtimeEvent[];
  /** Events before `to` are lost; `events` is empty then. */
  readonly gap?: Gap;
  readonly access?: Access;
}
