import { formatCursor } from '@bellhop/contracts';
import type { LogRecord } from '../log/event-log.js';

/** How bytes of a stream are delimited on the connection. */
export type Framing =
  /** HTTP/1.1 `Transfer-Encoding: chunked` (RFC 9112, 7.1): each event is one chunk. */
  | 'chunked'
  /** HTTP/1.0 (what nginx speaks to an upstream by default): the body ends with the connection. */
  | 'raw';

/** Puts text that is a whole number of SSE fields into bytes for the connection. */
export function encodeFrame(text: string, framing: Framing): Buffer {
  if (framing === 'raw') return Buffer.from(text);
  return Buffer.from(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
}

/**
 * An event ready to be handed over: encoded once per org and framing, whoever receives it.
 * JSON never contains a line break and domain names are checked at registration, so no payload can forge a field.
 */
export class Frame {
  readonly seq: number;
  readonly domain: string;
  readonly propertyId?: string;
  readonly #epoch: string;
  readonly #record: LogRecord;
  #json: string | undefined;
  #chunked: Buffer | undefined;
  #raw: Buffer | undefined;

  constructor(record: LogRecord, epoch: string) {
    this.seq = record.seq;
    this.domain = record.domain;
    if (record.propertyId !== undefined) this.propertyId = record.propertyId;
    this.#record = record;
    this.#epoch = epoch;
  }

  /** The event as JSON text. */
  get json(): string {
    return (this.#json ??= eventJson(this.#record));
  }

  /** The event as an SSE frame (`id`, `event`, `data`). */
  bytes(framing: Framing): Buffer {
    if (framing === 'chunked') return (this.#chunked ??= encodeFrame(this.text(), framing));
    return (this.#raw ??= encodeFrame(this.text(), framing));
  }

  private text(): string {
    const id = formatCursor({ epoch: this.#epoch, seq: this.seq });
    return `id: ${id}\nevent: ${this.domain}\ndata: ${this.json}\n\n`;
  }
}

function eventJson({ payloadJson, ...envelope }: LogRecord): string {
  // The payload is JSON already; writing it again would cost a parse and a print for every event.
  return `${JSON.stringify(envelope).slice(0, -1)},"payload":${payloadJson}}`;
}
