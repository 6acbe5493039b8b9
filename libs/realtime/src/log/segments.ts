/**
 * The segments of the log. Events go into the open segment. A segment is closed after its share of the retention time,
 * and dropped whole once everything in it has expired.
 *
 * There are {@link SLOTS} slots, used in turn: segment `n` is in slot `n % SLOTS`.
 */
export interface Segments {
  /** The open segment's number. */
  readonly segment: number;
  /** When it was opened, in Unix milliseconds. */
  readonly openedAt: number;
  /** For each slot, when its segment was closed (Unix milliseconds); `null` if it is empty or open. */
  readonly closedAt: readonly (number | null)[];
  /** Events logged before this time (Unix milliseconds) have expired, even if their segment is not dropped yet. */
  readonly expiredBefore: number;
}

/** How long events are kept. */
export interface RetentionLimits {
  /** How long every event is kept, in milliseconds. */
  readonly keepMs: number;
  /**
   * Events logged from this time on (Unix milliseconds) are still needed: they are kept past `keepMs`, up to
   * `maxKeepMs`.
   * @default none
   */
  readonly neededFrom?: number;
  /** @default `keepMs` */
  readonly maxKeepMs?: number;
}

/** Steps of a round of retention. */
export interface RetentionPlan {
  readonly next: Segments;
  /** Slots whose segments have expired, oldest first. */
  readonly expired: readonly number[];
  /** The open segment is due to be closed, but the next slot is not empty yet. */
  readonly full: boolean;
  /** Expired events are kept because they are still needed. */
  readonly heldBack: boolean;
}

/**
 * Few, because a read searches each: one open, and three that together span the retention time. If the oldest cannot be
 * dropped, the open one grows.
 */
export const SLOTS = 4;

/** Returns {@link Segments.expiredBefore} at `now`, and whether needed events hold it back. */
export function expiryOf(
  { keepMs, neededFrom = Infinity, maxKeepMs = keepMs }: RetentionLimits,
  now: number,
): { readonly expiredBefore: number; readonly heldBack: boolean } {
  const expiredBefore = Math.max(Math.min(now - keepMs, neededFrom), now - Math.max(maxKeepMs, keepMs));
  return { expiredBefore, heldBack: expiredBefore < now - keepMs };
}

/** Plans one round of retention. Pure: `now` is given. */
export function planRetention(segments: Segments, limits: RetentionLimits, now: number): RetentionPlan {
  const { expiredBefore: due, heldBack } = expiryOf(limits, now);
  // Expired events stay expired, unless the clock that expired them was ahead.
  const expiredBefore = Math.max(due, Math.min(segments.expiredBefore, now));
  // A clock that was ahead and has been corrected must not keep a segment for as long as it was ahead.
  const closedAt = segments.closedAt.map((at) => (at === null ? null : Math.min(at, now)));
  let { segment } = segments;
  let openedAt = Math.min(segments.openedAt, now);
  const slotAfter = (segment + 1) % SLOTS;
  const rolls = now - openedAt >= Math.ceil(limits.keepMs / (SLOTS - 1));
  const full = rolls && closedAt[slotAfter] !== null;
  if (rolls && !full) {
    closedAt[segment % SLOTS] = now;
    segment += 1;
    openedAt = now;
  }
  const expired: number[] = [];
  for (let step = 1; step < SLOTS; step += 1) {
    const slot = (segment + step) % SLOTS;
    const at = closedAt[slot] ?? null;
    if (at === null) continue;
    // From the oldest without a break: only ever drop the beginning of the log.
    if (at >= expiredBefore) break;
    expired.push(slot);
  }
  return { next: { segment, openedAt, closedAt, expiredBefore }, expired, full, heldBack };
}
