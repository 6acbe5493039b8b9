import type { EphemeralEvent } from '@bellhop/protocol';
import { EphemeralFrame } from './frame.js';
import type { Audience } from './traits.js';
import type { View } from './view.js';

/** Ephemeral events kept per org. */
const MAX_EPHEMERAL = 500;
/** Payload text kept per org, in UTF-16 units. The newest event is kept whatever its length. */
const MAX_LENGTH = 1_048_576;
/** How long an ephemeral event is kept for subscribers that are behind, in milliseconds. */
const EPHEMERAL_TTL_MS = 25_000;

/** The newest ephemeral event per key of one org, for subscribers that were behind when it came. */
export class EphemeralBuffer {
  /** In order of `ordinal`: a replaced key moves to the end. */
  readonly #newest = new Map<string, { readonly ephemeral: EphemeralFrame; readonly at: number }>();
  #count = 0;
  #length = 0;

  /** The ordinal of the newest ephemeral event; 0 before the first. */
  get count(): number {
    return this.#count;
  }

  /**
   * @param key a newer event with the same key replaces this one, within its domain, property and audience
   * @param now by the monotonic clock, in milliseconds
   */
  add(event: EphemeralEvent, key: string, audience: Audience, now: number): EphemeralFrame {
    const ephemeral = new EphemeralFrame(event, key, audience, (this.#count += 1));
    this.#drop(ephemeral.key);
    this.#length += ephemeral.length;
    while (this.#newest.size >= MAX_EPHEMERAL || (this.#length > MAX_LENGTH && this.#newest.size > 0))
      this.#dropOldest();
    this.#newest.set(ephemeral.key, { ephemeral, at: now });
    return ephemeral;
  }

  /** Returns the newest event of each key after `ordinal`, in order. */
  after(ordinal: number, view: View): EphemeralFrame[] {
    if (ordinal >= this.#count) return [];
    const due: EphemeralFrame[] = [];
    for (const { ephemeral } of this.#newest.values())
      if (ephemeral.ordinal > ordinal && view.sees(ephemeral)) due.push(ephemeral);
    return due;
  }

  expire(now: number): void {
    for (const { at } of this.#newest.values()) {
      if (at >= now - EPHEMERAL_TTL_MS) return;
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
    this.#length -= this.#newest.get(key)?.ephemeral.length ?? 0;
    this.#newest.delete(key);
  }
}
