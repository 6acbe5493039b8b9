import { type EphemeralEvent, formatCursor, type RealtimeEvent } from '@bellhop/protocol';
import type { LogPosition, LogRecord } from '../log/event-log.js';
import { toEvent, toEventJson } from '../log/logged-event.js';
import { type Checksum, checksumOf } from './checksum.js';
import { EncodedForms, encodeFrame, type Encoding, isGzip, Segment } from './encoding.js';
import { type Audience, type EventTraits, NO_TRAITS, scopeOf } from './traits.js';

/** Approximate bytes of an event's objects and of the names in its envelope. */
const FRAME_OVERHEAD = 512;

/**
 * An event ready for delivery: encoded once per org and encoding, for all subscribers. JSON never contains a line break
 * and domain names are checked at registration, so no payload can forge a field.
 */
abstract class EncodedEvent {
  readonly domain: string;
  readonly propertyId?: string;
  readonly #encoded = new EncodedForms();
  #json: Segment | undefined;
  #checksum: Checksum | undefined;

  constructor(
    event: { readonly domain: string; readonly propertyId?: string },
    /** See {@link EventTraits.audience}. */
    readonly audience: Audience,
  ) {
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

  /** Returns the event as an SSE frame (`id` if it is logged, `event`, `data`). */
  bytes(encoding: Encoding): Buffer {
    return this.#encoded.get(encoding) ?? this.#encoded.set(encoding, this.#encode(encoding));
  }

  /** Checksum of the frame before compression. */
  get checksum(): Checksum {
    return (this.#checksum ??= checksumOf(this.#toText()));
  }

  #encode(encoding: Encoding): Buffer {
    const text = this.#toText();
    // Its subscribers will need it, and the text is not kept.
    if (isGzip(encoding)) this.#checksum ??= checksumOf(text);
    return encodeFrame(text, encoding);
  }

  #toText(): string {
    // Text is kept only for polls: once encoded, streams do not need it.
    const json = this.#json?.text ?? this.toJson();
    return `${this.idField()}event: ${this.domain}\ndata: ${json}\n\n`;
  }

  /** Returns the event as it was raised. Each call returns a new object. */
  abstract toEvent(): RealtimeEvent;

  protected abstract toJson(): string;
  protected abstract idField(): string;
}

/** A logged event. */
export class Frame extends EncodedEvent {
  readonly seq: number;
  /** See {@link EventTraits.latestKey}. */
  readonly latestKey: string | undefined;
  readonly #epoch: string;
  readonly #record: LogRecord;

  constructor(record: LogRecord, epoch: string, { audience, latestKey }: EventTraits = NO_TRAITS) {
    super(record, audience);
    this.seq = record.seq;
    this.latestKey = latestKey;
    this.#record = record;
    this.#epoch = epoch;
  }

  /** Approximate bytes in memory, as text and in every encoding in use. */
  get size(): number {
    return FRAME_OVERHEAD + this.length + this.encodedSize;
  }

  /** UTF-16 units of its payload: approximate memory before it is encoded. */
  get length(): number {
    return this.#record.payloadJson.length;
  }

  /** Its position in the log. */
  get position(): LogPosition {
    return { seq: this.seq, mark: this.#record.mark };
  }

  /** The record as logged. */
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

/** An ephemeral event: without seq and id; only the newest per key is kept. */
export class EphemeralFrame extends EncodedEvent {
  readonly seq = undefined;
  /** A newer event with the same key replaces this one. */
  readonly key: string;
  readonly #text: string;

  /** @param key a newer event with the same key replaces this one, within its domain, property and audience */
  constructor(
    event: EphemeralEvent,
    key: string,
    audience: Audience,
    /** Counts the channel's ephemeral events in this process, from 1. */
    readonly ordinal: number,
  ) {
    super(event, audience);
    this.key = `${scopeOf(event, audience)}${key}`;
    this.#text = JSON.stringify(event);
  }

  /** UTF-16 units: approximate memory. */
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
