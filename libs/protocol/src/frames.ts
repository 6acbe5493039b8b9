import type { RealtimeEvent } from './envelope.js';

/** Why what was missed cannot be given. `ahead`: the cursor is past the head; `expired`: older than the log keeps. */
export type GapReason = 'expired' | 'epoch' | 'ahead' | 'malformed';

/** Refetch the snapshots of `domains`, then go on from `cursor`. */
export interface Gap {
  readonly reason: GapReason;
  readonly cursor: string;
  readonly domains: readonly string[];
}

/** First frame with data on a stream. */
export interface Ready {
  /** Where this stream stands now: what was asked for, or the head. */
  readonly cursor: string;
  /** The newest event of the org's log. */
  readonly head: string;
  /** How often a heartbeat comes, in milliseconds. Two missed ones mean the connection is dead. */
  readonly heartbeatMs: number;
  /** The `retry` of the stream once more, in milliseconds, for readers whose `EventSource` keeps it to itself. */
  readonly retryMs?: number;
  /** What of the domains asked for the user may read: the event names to come, for readers that have to name them first. */
  readonly domains: readonly string[];
  readonly streamId: string;
  /** Unix milliseconds. */
  readonly serverTime: number;
}

export interface Heartbeat {
  /** Unix milliseconds. */
  readonly serverTime: number;
}

/** Why the server closes a stream. `transport`: use long-poll; `too-many`: a limit of streams is reached. */
export type ByeReason = 'shutdown' | 'expired' | 'revoked' | 'transport' | 'too-many';

export interface Bye {
  readonly reason: ByeReason;
  readonly reconnectInMs: number;
}

/** SSE event names that are the protocol's own; no domain may take one. */
export const CONTROL_FRAMES = ['ready', 'gap', 'access', 'bye', 'heartbeat'] as const;
export type ControlFrame = (typeof CONTROL_FRAMES)[number];

/** What the reader may see from here on: its stream obeys already. */
export interface Access {
  /** What of the domains asked for the user may read. */
  readonly domains: readonly string[];
  /** `'all'`: every property of the organisation, those to come included. */
  readonly propertyIds: readonly string[] | 'all';
}

/** Answer of both long-poll paths. */
export interface PollAnswer {
  readonly events: readonly RealtimeEvent[];
  /** Send this with the next poll. */
  readonly cursor: string;
  readonly gap?: Gap;
  /** The user's rights changed while it waited: the next poll obeys. */
  readonly access?: Access;
  /** `true`: the rest is there at once. Absent otherwise. */
  readonly more?: true;
}

/** Response header of every snapshot: the stream from this cursor misses nothing of what the snapshot lacks. */
export const CURSOR_HEADER = 'x-realtime-cursor';
