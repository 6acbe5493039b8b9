/**
 * A place in an organisation's log: `<epoch>.<seq>.<mark>` (PROTOCOL.md, "Cursor").
 *
 * The same text serves as SSE `id`, as long-poll `cursor` and as `X-Realtime-Cursor`. Clients treat it as opaque.
 */
export interface Cursor {
  /** Names the life of the log `seq` counts in: 1 to 32 characters of `[0-9A-Za-z]`. */
  readonly epoch: string;
  /** The last event the holder has seen; 0 before the first. A safe integer. */
  readonly seq: number;
  /**
   * Tells the event at `seq` from another that took its place when the database went back: 0 to 2^31 - 1. Absent from
   * cursors of earlier versions, which prove nothing.
   */
  readonly mark?: number;
}

const CURSOR = /^([0-9A-Za-z]{1,32})\.(0|[1-9][0-9]{0,15})(?:\.(0|[1-9a-z][0-9a-z]{0,5}))?$/;
const RADIX = 36;
const MAX_MARK = 2 ** 31 - 1;

/** Writes a cursor as it goes over the wire. */
export function formatCursor({ epoch, seq, mark }: Cursor): string {
  return mark === undefined ? `${epoch}.${seq}` : `${epoch}.${seq}.${mark.toString(RADIX)}`;
}

/** Reads a cursor from the wire; `undefined` for anything `formatCursor` could not have written. */
export function parseCursor(text: string): Cursor | undefined {
  const [, epoch, digits, marked] = CURSOR.exec(text) ?? [];
  const seq = Number(digits);
  if (epoch === undefined || !Number.isSafeInteger(seq)) return undefined;
  if (marked === undefined) return { epoch, seq };
  const mark = Number.parseInt(marked, RADIX);
  return mark <= MAX_MARK ? { epoch, seq, mark } : undefined;
}
