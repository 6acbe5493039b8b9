import { constants, deflateRawSync } from 'node:zlib';
import { type Checksum, RunningChecksum } from './checksum.js';

/** How a stream's bytes are delimited on the connection. */
export type Framing =
  /** HTTP/1.1 `Transfer-Encoding: chunked` (RFC 9112, 7.1): each event is one chunk. */
  | 'chunked'
  /** HTTP/1.0 (what nginx speaks to an upstream by default): the body ends with the connection. */
  | 'raw';

/** Content coding and framing of a stream. An event is encoded once per encoding in use. */
export type Encoding = `${'identity' | 'gzip'}-${Framing}`;

export const isChunked = (encoding: Encoding): boolean => encoding.endsWith('chunked');
export const isGzip = (encoding: Encoding): boolean => encoding.startsWith('gzip');

/** RFC 1952, 2.3: deflate, no flags, no time, unknown system. The first bytes of each gzip body. */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
/** An empty final block (RFC 1951, 3.2.6), which ends a series of segments. */
const FINAL_BLOCK = Buffer.from([0x03, 0x00]);

/**
 * Deflates without reference to earlier data, with a sync flush at the end (RFC 1951, 3.2.4). So segments in any order
 * form a valid deflate stream, without a compressor per connection. The window is no larger than an event needs.
 */
function deflateSegment(bytes: string | Uint8Array): Buffer {
  return deflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, windowBits: 11, memLevel: 5 });
}

/** One HTTP chunk (RFC 9112, 7.1). */
function chunk(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`, 'latin1'), bytes, CRLF]);
}

const CRLF = Buffer.from('\r\n');

/** Encodes complete SSE fields as bytes for the connection. */
export function encodeFrame(text: string, encoding: Encoding): Buffer {
  if (isGzip(encoding)) {
    const bytes = deflateSegment(text);
    return isChunked(encoding) ? chunk(bytes) : bytes;
  }
  // One allocation: joining the chunk's parts as text first costs less than joining buffers.
  return Buffer.from(isChunked(encoding) ? `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n` : text);
}

/**
 * Encodes the first frames of a body, with the gzip header if needed; returns text if its bytes equal its characters.
 */
export function encodeFirst(text: string, encoding: Encoding): string | Buffer {
  if (isGzip(encoding)) {
    const bytes = Buffer.concat([GZIP_HEADER, deflateSegment(text)]);
    return isChunked(encoding) ? chunk(bytes) : bytes;
  }
  if (Buffer.byteLength(text) !== text.length) return encodeFrame(text, encoding);
  return isChunked(encoding) ? `${text.length.toString(16)}\r\n${text}\r\n` : text;
}

/** The last chunk of a chunked body (RFC 9112, 7.1). */
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/**
 * Encodes the end of a body, after its last frame; empty if the body ends with the connection.
 * @param given checksum of the whole body; used only with gzip
 */
export function encodeEnd(encoding: Encoding, given?: Checksum): Buffer {
  const trailer = given && isGzip(encoding) ? gzipTrailer(given) : Buffer.alloc(0);
  if (!isChunked(encoding)) return trailer;
  return trailer.length > 0 ? Buffer.concat([chunk(trailer), LAST_CHUNK]) : LAST_CHUNK;
}

/** Ends the deflate stream, with checksum and length of its text (RFC 1952, 2.3.1). */
function gzipTrailer({ crc, length }: Checksum): Buffer {
  const sums = Buffer.alloc(8);
  sums.writeUInt32LE(crc, 0);
  sums.writeUInt32LE(length, 4);
  return Buffer.concat([FINAL_BLOCK, sums]);
}

/** Bytes of one event by encoding. Most need one encoding, and a map with one entry costs more than the entry. */
export class EncodedForms {
  #encoding: Encoding | undefined;
  #bytes: Buffer | undefined;
  #others: Map<Encoding, Buffer> | undefined;

  /** Bytes held. */
  get size(): number {
    let size = this.#bytes?.length ?? 0;
    for (const bytes of this.#others?.values() ?? []) size += bytes.length;
    return size;
  }

  get(encoding: Encoding): Buffer | undefined {
    return encoding === this.#encoding ? this.#bytes : this.#others?.get(encoding);
  }

  /** @returns `bytes` */
  set(encoding: Encoding, bytes: Buffer): Buffer {
    if (this.#encoding === undefined) {
      this.#encoding = encoding;
      this.#bytes = bytes;
    } else {
      (this.#others ??= new Map<Encoding, Buffer>()).set(encoding, bytes);
    }
    return bytes;
  }
}

/** Text with its deflated form, made once for all bodies that contain it. */
export class Segment {
  #deflated: Buffer | undefined;

  constructor(readonly text: string) {}

  /** Approximate size in bytes. */
  get size(): number {
    return this.text.length + (this.#deflated?.length ?? 0);
  }

  get deflated(): Buffer {
    return (this.#deflated ??= deflateSegment(this.text));
  }
}

/** Builds a gzip body (RFC 1952) from compressed segments. */
export function gzipBody(segments: readonly Segment[]): Buffer {
  const given = new RunningChecksum();
  for (const { text } of segments) given.add(text);
  return Buffer.concat([GZIP_HEADER, ...segments.map(({ deflated }) => deflated), gzipTrailer(given)]);
}
