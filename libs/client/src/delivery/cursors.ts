import { formatCursor, parseCursor } from '@bellhop/protocol';

/**
 * Returns how many logged events `cursor` is ahead of `other`. Undefined if they cannot be compared: different epochs,
 * different histories of one epoch, or an invalid cursor.
 */
export function distance(cursor: string, other: string): number | undefined {
  if (cursor === other) return 0;
  const a = parseCursor(cursor);
  const b = parseCursor(other);
  if (!a || !b || a.epoch !== b.epoch) return undefined;
  const areOfTwoHistories = a.seq === b.seq && (a.mark ?? b.mark) !== (b.mark ?? a.mark);
  return areOfTwoHistories ? undefined : a.seq - b.seq;
}

/** Whether a cursor came from the server, with a mark that identifies its history. Cursors made here have none. */
export const isMarked = (cursor: string): boolean => parseCursor(cursor)?.mark !== undefined;

/** Whether a tab at `cursor` has everything up to `other`. */
export function reaches(cursor: string, other: string): boolean {
  return (distance(cursor, other) ?? -1) >= 0;
}

/**
 * Returns the position from which every tab can be served. If cursors have different epochs, one that differs from
 * `preferred` wins: the server answers it with a gap, which brings every tab to the same position.
 */
export function lowest(preferred: string | undefined, others: readonly string[]): string | undefined {
  let found = preferred;
  for (const other of others) {
    const isSame = found !== undefined && distance(other, found) === 0;
    if (isSame ? isMarked(other) : found === undefined || !reaches(other, found)) found = other;
  }
  return found;
}

/** Returns a cursor for event `seq` in the epoch of `cursor`, for comparison only, not to resume from. */
export function cursorAt(seq: number, cursor: string): string {
  const parsed = parseCursor(cursor);
  return parsed ? formatCursor({ epoch: parsed.epoch, seq }) : cursor;
}
