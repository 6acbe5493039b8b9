import { type EphemeralEvent, formatCursor, type RealtimeEvent } from '@bellhop/protocol';
import type { LogPosition, LogRecord } from '../log/event-log.js';
import { toEvent, toEventJson } from '../log/logged-event.js';
import { type Checksum, checksumOf } from './checksum.js';
import { EncodedForms, encodeFrame, type Encoding, isGzip, Segment } from './encoding.js';

/** Bytes of an event's objects and of the names in its envelope, about. */
const FRAME_OVERHEAD = 512;

/**
 * An event ready to be handed over: encoded once per org and encoding, whoever receives it.
 * JSON never contains a line break and domain names are checked at registration, so no payload can forge a field.
 */
abstract class EncodedEvent {
  readonly domain: string;
  readonly propertyId?: string;
  readonly #encoded = new EncodedForms();
  #json: Segment | undefined;
  #checksum: Checksum | undefined;

  constructor(event: { readonly domain: string; readonly propertyId?: string }) {
    this.domain = event.domain;
    if (event.propertyId !== undefined) this.propertyId = event.propertyId;
  }

  protected get encodedSize(): number {
    return this.#encoded.size + (this.#json?.size ?? 0);
  }

  /** The event as JSON text, kept for the polls that share it. */
  get json(): Segment {
    return (this.#json ??= new Segment(this.toJson()));
  }

  /** The event as an SSE frame (`id` where it has a place in the log, `event`, `data`). */
  bytes(encoding: Encoding): Buffer {
    return this.#encoded.get(encoding) ?? this.#encoded.set(encoding, this.#encode(encoding));
  }

  /** Of the frame before it is compressed. */
  get checksum(): Checksum {
    return (this.#checksum ??= checksumOf(this.#toText()));
  }

  #encode(encoding: Encoding): Buffer {
    const text = this.#toText();
    // Its reader will ask for it, and the text is not kept.
    if (isGzip(encoding)) this.#checksum ??= checksumOf(text);
    return encodeFrame(text, encoding);
  }

  #toText(): string {
    // Text that no poll has asked for is not kept: once it is bytes nobody needs it.
    const json = this.#json?.text ?? this.toJson();
    return `${this.idField()}event: ${this.domain}\ndata: ${json}\n\n`;
  }

  /** The event as it was raised. Each call gives an object of its own. */
  abstract toEvent(): RealtimeEvent;

  protected abstract toJson(): string;
  protected abstract idField(): string;
}

/** An event of the log. */
export class Frame extends EncodedEvent {
  readonly seq: number;
  readonly #epoch: string;
  readonly #record: LogRecord;

  constructor(record: LogRecord, epoch: string) {
    super(record);
    this.seq = record.seq;
    this.#record = record;
    this.#epoch = epoch;
  }

  /** Bytes it costs to hold, about, as text and in every encoding that was asked for. */
  get size(): number {
    return FRAME_OVERHEAD + this.length + this.encodedSize;
  }

  /** UTF-16 units of its payload: what it costs to hold until it is encoded, about. */
  get length(): number {
    return this.#record.payloadJson.length;
  }

  /** Its place in the log. */
  get position(): LogPosition {
    return { seq: this.seq, mark: this.#record.mark };
  }

  /** As the log has it. */
  get record(): LogRecord {
    return this.#record;
  }

  toEvent(): RealtimeEvent {
    return toEvent(this.#record);
  }

  protected toJson(): string {
    return toEventJson(this.#record);
  }

  protected idField(): string {
    return `id: ${formatCursor({ epoch: this.#epoch, seq: this.seq, mark: this.#record.mark })}\n`;
  }
}

/** An ephemeral event: it has no place in the log, no id, and only its newest value per key is kept. */
export class Signal extends EncodedEvent {
  readonly seq = undefined;
  readonly #text: string;

  constructor(
    event: EphemeralEvent,
    /** Where a newer value replaces this one: the same domain, property and key. */
    readonly key: string,
    /** Counts the channel's signals in this process, from 1. */
    readonly ordinal: number,
  ) {
    super(event);
    this.#text = JSON.stringify(event);
  }

  /** UTF-16 units of it: what it costs to hold, about. */
  get length(): number {
    return this.#text.length;
  }

  toEvent(): RealtimeEvent {
    return JSON.parse(this.#text) as EphemeralEvent;
  }

  protected toJson(): string {
    return this.#text;
  }

  protected idField(): string {
    return '';
  }
}
