import { formatCursor, parseCursor } from '@bellhop/protocol';

/**
 * How far `cursor` is past `other`, in events of the org's log. Undefined where they cannot be compared: of two lives of
 * the log, of two histories of one life, or one of them is not a cursor.
 */
export function distance(cursor: string, other: string): number | undefined {
  if (cursor === other) return 0;
  const a = parseCursor(cursor);
  const b = parseCursor(other);
  if (!a || !b || a.epoch !== b.epoch) return undefined;
  const areOfTwoHistories = a.seq === b.seq && (a.mark ?? b.mark) !== (b.mark ?? a.mark);
  return areOfTwoHistories ? undefined : a.seq - b.seq;
}

/** Whether a cursor is one that the server gave, which tells its history from another; one made here does not. */
export const isMarked = (cursor: string): boolean => parseCursor(cursor)?.mark !== undefined;

/** Whether whoever stands at `cursor` has everything up to `other`. */
export function reaches(cursor: string, other: string): boolean {
  return (distance(cursor, other) ?? -1) >= 0;
}

/**
 * From where everyone can be served. Of cursors of different lives of the log, one that is not `preferred`'s wins: the
 * server answers it with a gap, and that brings everyone to the same place.
 */
export function lowest(preferred: string | undefined, others: readonly string[]): string | undefined {
  let found = preferred;
  for (const other of others) {
    const isSame = found !== undefined && distance(other, found) === 0;
    if (isSame ? isMarked(other) : found === undefined || !reaches(other, found)) found = other;
  }
  return found;
}

/** The place of event `seq` in the life of the log that `cursor` counts in: to compare with, not to resume from. */
export function cursorAt(seq: number, cursor: string): string {
  const parsed = parseCursor(cursor);
  return parsed ? formatCursor({ epoch: parsed.epoch, seq }) : cursor;
}
