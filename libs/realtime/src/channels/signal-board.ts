import type { EphemeralEvent } from '@bellhop/protocol';
import { Signal } from './frame.js';
import type { View } from './view.js';

/** Ephemeral events kept per org. */
const MAX_SIGNALS = 500;
/** Payload text kept per org, in UTF-16 units. The newest event is kept whatever its length. */
const MAX_LENGTH = 1_048_576;
/** How long an ephemeral event is kept for subscribers that are behind, in milliseconds. */
const SIGNAL_TTL_MS = 25_000;

/** The newest ephemeral event per key of one org, for subscribers that were behind when it came. */
export class SignalBoard {
  /** In order of `ordinal`: a replaced key moves to the end. */
  readonly #newest = new Map<string, { readonly signal: Signal; readonly at: number }>();
  #count = 0;
  #length = 0;

  /** The ordinal of the newest ephemeral event; 0 before the first. */
  get count(): number {
    return this.#count;
  }

  /**
   * @param key a newer event with the same key replaces this one, within its domain and property
   * @param now by the monotonic clock, in milliseconds
   */
  post(event: EphemeralEvent, key: string, now: number): Signal {
    const signal = new Signal(event, `${event.domain}\n${event.propertyId ?? ''}\n${key}`, (this.#count += 1));
    this.#drop(signal.key);
    this.#length += signal.length;
    while (this.#newest.size >= MAX_SIGNALS || (this.#length > MAX_LENGTH && this.#newest.size > 0)) this.#dropOldest();
    this.#newest.set(signal.key, { signal, at: now });
    return signal;
  }

  /** Returns the newest event of each key after `ordinal`, in order. */
  after(ordinal: number, view: View): Signal[] {
    if (ordinal >= this.#count) return [];
    const due: Signal[] = [];
    for (const { signal } of this.#newest.values()) if (signal.ordinal > ordinal && view.sees(signal)) due.push(signal);
    return due;
  }

  expire(now: number): void {
    for (const { at } of this.#newest.values()) {
      if (at >= now - SIGNAL_TTL_MS) return;
      this.#dropOldest();
    }
  }

  #dropOldest(): void {
    for (const key of this.#newest.keys()) {
      this.#drop(key);
      return;
    }
  }

  #drop(key: string): void {
    this.#length -= this.#newest.get(key)?.signal.length ?? 0;
    this.#newest.delete(key);
  }
}
