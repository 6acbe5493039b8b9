import type { RealtimeEvent } from './envelope.js';

/** Why missed events are lost. `ahead`: the cursor is past the head; `expired`: older than the log's retention. */
export type GapReason = 'expired' | 'epoch' | 'ahead' | 'malformed';

/** Events were lost: refetch the snapshots of `domains`, then continue from `cursor`. */
export interface Gap {
  readonly reason: GapReason;
  readonly cursor: string;
  readonly domains: readonly string[];
}

/** First frame with data on a stream. */
export interface Ready {
  /** The stream's position: the requested cursor, or the head. */
  readonly cursor: string;
  /** The newest event of the org's log. */
  readonly head: string;
  /** Interval of heartbeats, in milliseconds. Two missed ones mean that the connection is dead. */
  readonly heartbeatMs: number;
  /** The stream's `retry` again, in milliseconds, because an `EventSource` does not expose it. */
  readonly retryMs?: number;
  /** The requested domains that the user may read: the event names to expect, for clients that must listen by name. */
  readonly domains: readonly string[];
  readonly streamId: string;
  /** Unix milliseconds. */
  readonly serverTime: number;
}

export interface Heartbeat {
  /** Unix milliseconds. */
  readonly serverTime: number;
}

/** Why the server closes a stream. `transport`: use long-poll; `too-many`: a limit on streams is reached. */
export type ByeReason = 'shutdown' | 'expired' | 'revoked' | 'transport' | 'too-many';

export interface Bye {
  readonly reason: ByeReason;
  readonly reconnectInMs: number;
}

/** SSE event names reserved by the protocol; no domain may use one. */
export const CONTROL_FRAMES = ['ready', 'gap', 'access', 'bye', 'heartbeat'] as const;
export type ControlFrame = (typeof CONTROL_FRAMES)[number];

/** The user's new rights, which the stream already obeys. */
export interface Access {
  /** The requested domains that the user may read. */
  readonly domains: readonly string[];
  /** `'all'`: every property of the org, including later ones. */
  readonly propertyIds: readonly string[] | 'all';
}

/** Response of both long-poll paths. */
export interface PollResponse {
  readonly events: readonly RealtimeEvent[];
  /** Send it with the next poll. */
  readonly cursor: string;
  readonly gap?: Gap;
  /** The user's rights changed during the poll: the next one obeys them. */
  readonly access?: Access;
  /** `true`: further events are available at once. Absent otherwise. */
  readonly more?: true;
}

/** Response header of every snapshot: a stream from this cursor misses nothing that the snapshot lacks. */
export const CURSOR_HEADER = 'x-realtime-cursor';
