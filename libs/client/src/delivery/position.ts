import { formatCursor, parseCursor } from '@bellhop/contracts';

/**
 * How far `cursor` is past `other`, in events of the org's log. Undefined where they cannot be compared: of two lives of
 * the log, or one of them is not a cursor.
 */
export function distance(cursor: string, other: string): number | undefined {
  if (cursor === other) return 0;
  const a = parseCursor(cursor);
  const b = parseCursor(other);
  return a && b && a.epoch === b.epoch ? a.seq - b.seq : undefined;
}

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
  for (const other of others) if (found === undefined || !reaches(other, found)) found = other;
  return found;
}

/** The place of event `seq` in the life of the log that `cursor` counts in. */
export function cursorAt(seq: number, cursor: string): string {
  const parsed = parseCursor(cursor);
  return parsed ? formatCursor({ epoch: parsed.epoch, seq }) : cursor;
}
