/**
 * A position in an org's log: `<epoch>.<seq>.<mark>` (PROTOCOL.md, "Cursor").
 *
 * The same text is the SSE `id`, the long-poll `cursor` and `X-Realtime-Cursor`. Clients treat it as opaque.
 */
export interface Cursor {
  /** Identifies the life of the log that `seq` counts in: 1 to 32 characters of `[0-9A-Za-z]`. */
  readonly epoch: string;
  /** The last event that the holder has seen; 0 before the first. A safe integer. */
  readonly seq: number;
  /**
   * Distinguishes the event at `seq` from another one at the same place in a restored database: 0 to 2^31 - 1. Absent
   * from cursors of earlier versions, which prove nothing.
   */
  readonly mark?: number;
}

const CURSOR = /^([0-9A-Za-z]{1,32})\.(0|[1-9][0-9]{0,15})(?:\.(0|[1-9a-z][0-9a-z]{0,5}))?$/;
const RADIX = 36;
const MAX_MARK = 2 ** 31 - 1;

/** Formats a cursor for the wire. */
export function formatCursor({ epoch, seq, mark }: Cursor): string {
  return mark === undefined ? `${epoch}.${seq}` : `${epoch}.${seq}.${mark.toString(RADIX)}`;
}

/** Parses a cursor from the wire; returns `undefined` for anything `formatCursor` could not have written. */
export function parseCursor(text: string): Cursor | undefined {
  const [, epoch, digits, marked] = CURSOR.exec(text) ?? [];
  const seq = Number(digits);
  if (epoch === undefined || !Number.isSafeInteger(seq)) return undefined;
  if (marked === undefined) return { epoch, seq };
  const mark = Number.parseInt(marked, RADIX);
  return mark <= MAX_MARK ? { epoch, seq, mark } : undefined;
}
