import type { Access, DurableEvent } from '@bellhop/protocol';
import type { Batch } from './batch.js';
import { cursorAt, distance } from './cursors.js';

/** Logged events that a tab keeps, for tabs and snapshots that are slightly behind. */
export const REMEMBERED_EVENTS = 1_000;

/** The last events that a tab applied, contiguous up to its position. */
export class History {
  #from: string | undefined;
  #to: string | undefined;
  readonly #events = new Map<number, DurableEvent>();
  #access: { readonly after: string; readonly access: Access } | undefined;

  /** Clears it; the next events follow `cursor`. */
  reset(cursor: string): void {
    this.#from = cursor;
    this.#to = cursor;
    this.#events.clear();
    this.#access = undefined;
  }

  clear(): void {
    this.#from = undefined;
    this.#to = undefined;
    this.#events.clear();
    this.#access = undefined;
  }

  add(event: DurableEvent): void {
    this.#events.set(event.seq, event);
    if (this.#events.size <= REMEMBERED_EVENTS) return;
    const [oldest] = this.#events.keys();
    if (oldest === undefined || this.#from === undefined) return;
    this.#events.delete(oldest);
    this.#from = cursorAt(oldest, this.#from);
  }

  changedAccess(access: Access): void {
    if (this.#to !== undefined) this.#access = { after: this.#to, access };
  }

  /** Everything up to `cursor` has been added. */
  advance(cursor: string): void {
    this.#to = cursor;
  }

  /** Returns the events after `cursor`; undefined if the history does not reach back that far. */
  since(cursor: string): Batch | undefined {
    const { from, to, missed } = this.#stretch(cursor);
    if (from === undefined || to === undefined || missed === undefined || missed < 0) return undefined;
    const events = [...this.#events.values()].filter(({ seq }) => (distance(cursorAt(seq, to), cursor) ?? 0) > 0);
    const told = this.#access && (distance(this.#access.after, cursor) ?? -1) >= 0 ? this.#access.access : undefined;
    return { from: cursor, to, events, ...(told && { access: told }) };
  }

  #stretch(cursor: string) {
    const missed = this.#from === undefined ? undefined : distance(cursor, this.#from);
    return { from: this.#from, to: this.#to, missed };
  }
}
