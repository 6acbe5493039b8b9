/**
 * A place in an organisation's log: `<epoch>.<seq>` (PROTOCOL.md, "Cursor").
 *
 * The same text serves as SSE `id`, as long-poll `cursor` and as `X-Realtime-Cursor`. Clients treat it as opaque.
 */
export interface Cursor {
  /** Names the life of the log `seq` counts in: 1 to 32 characters of `[0-9A-Za-z]`. */
  readonly epoch: string;
  /** The last event the holder has seen; 0 before the first. A safe integer. */
  readonly seq: number;
}

const CURSOR = /^([0-9A-Za-z]{1,32})\.(0|[1-9][0-9]{0,15})$/;

/** Writes a cursor as it goes over the wire. */
export function formatCursor(cursor: Cursor): string {
  return `${cursor.epoch}.${cursor.seq}`;
}

/** Reads a cursor from the wire; `undefined` for anything `formatCursor` could not have written. */
export function parseCursor(text: string): Cursor | undefined {
  const match = CURSOR.exec(text);
  const epoch = match?.[1];
  const seq = Number(match?.[2]);
  return epoch !== undefined && Number.isSafeInteger(seq) ? { epoch, seq } : undefined;
}
