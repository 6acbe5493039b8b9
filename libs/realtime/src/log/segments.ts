/**
 * Where the log is divided. Events go into the open segment; a segment is closed when it has been open for its share of
 * the time that events are kept, and dropped whole when everything in it has expired.
 *
 * There are {@link SLOTS} places for segments, used in turn: segment `n` is in slot `n % SLOTS`.
 */
export interface Segments {
  /** The open segment's number. */
  readonly segment: number;
  /** When it was opened, Unix ms. */
  readonly openedAt: number;
  /** For each slot, when its segment was closed (Unix ms); `null`: it is empty, or open. */
  readonly closedAt: readonly (number | null)[];
  /** What was logged before (Unix ms) has expired, whether its segment is dropped yet or not. */
  readonly expiredBefore: number;
}

/** How long events are kept. */
export interface RetentionLimits {
  /** What every event is kept for, in milliseconds. */
  readonly keepMs: number;
  /**
   * Events logged from then on (Unix ms) are still needed: they are kept past `keepMs`, up to `maxKeepMs`.
   * @default none is
   */
  readonly neededFrom?: number;
  /** @default `keepMs` */
  readonly maxKeepMs?: number;
}

/** What a round of retention is to do. */
export interface RetentionPlan {
  readonly next: Segments;
  /** Slots whose segments have expired, oldest first. */
  readonly expired: readonly number[];
  /** The open segment is to be closed, and the next slot is not empty yet. */
  readonly full: boolean;
  /** Events are kept because they are still needed. */
  readonly heldBack: boolean;
}

/**
 * Few, because a read looks into each: one open, and three that together span what is kept. While something holds the
 * oldest back, the open one grows.
 */
export const SLOTS = 4;

/** What has expired at `now`: {@link Segments.expiredBefore}, and whether it is less than it would be. */
export function expiryOf(
  { keepMs, neededFrom = Infinity, maxKeepMs = keepMs }: RetentionLimits,
  now: number,
): { readonly expiredBefore: number; readonly heldBack: boolean } {
  const expiredBefore = Math.max(Math.min(now - keepMs, neededFrom), now - Math.max(maxKeepMs, keepMs));
  return { expiredBefore, heldBack: expiredBefore < now - keepMs };
}

/** One round, as a function of the time: {@link RetentionPlan}. */
export function planRetention(segments: Segments, limits: RetentionLimits, now: number): RetentionPlan {
  const { expiredBefore: due, heldBack } = expiryOf(limits, now);
  // What has expired stays expired, unless a clock said so that was ahead.
  const expiredBefore = Math.max(due, Math.min(segments.expiredBefore, now));
  // A clock that was ahead and has been put right must not keep a segment for as long as it was ahead.
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
    // From the oldest on without a break: what is dropped is always the beginning of the log.
    if (at >= expiredBefore) break;
    expired.push(slot);
  }
  return { next: { segment, openedAt, closedAt, expiredBefore }, expired, full, heldBack };
}
