import type { Access, Gap, RealtimeEvent } from '@bellhop/protocol';
import type { Batch } from './batch.js';
import { History, REMEMBERED_EVENTS } from './history.js';
import { cursorAt, distance, isMarked, reaches } from './cursors.js';

export interface DeliveryListener {
  event(event: RealtimeEvent): void;
  gap(gap: Gap): void;
  access(access: Access): void;
  /** The tab got a position, or jumped to one. */
  stands(): void;
}

/** `behind`: the batch begins after the tab's position; none of it was applied. */
export type Outcome = 'applied' | 'behind';

/**
 * One tab's position in the log, and the only way for events into the tab. Whoever sends a batch (this tab's
 * connection, a leader, a former leader that has just woken), it is applied only from the tab's position on: events the
 * tab has had are skipped, and a batch that would leave a hole is rejected. So each event is delivered once and in
 * order.
 */
export class Delivery {
  #cursor: string | undefined;
  readonly #history = new History();
  /** Ids of the last events, the only way to recognise ephemeral ones. */
  readonly #seen = new Set<string>();

  constructor(private readonly listener: DeliveryListener) {}

  /** Everything up to here was applied. Undefined until this tab has a position. */
  get cursor(): string | undefined {
    return this.#cursor;
  }

  /** Sets the position of a tab that has none yet. */
  begin(cursor: string): void {
    if (this.#cursor === undefined) this.#stand(cursor);
  }

  /** Drops the position, because the next events are another user's. */
  clear(): void {
    this.#cursor = undefined;
    this.#seen.clear();
    this.#history.clear();
  }

  /** Returns what this tab has applied since `cursor`; undefined if its history does not reach back that far. */
  since(cursor: string): Batch | undefined {
    return this.#history.since(cursor);
  }

  accept(batch: Batch): Outcome {
    if (batch.gap) return this.#acceptGap(batch.gap);
    const { from, to, events, access } = batch;
    if (this.#cursor === undefined) {
      if (from === undefined) return this.#acceptFirst(batch);
      this.#stand(from);
    } else if (!reaches(this.#cursor, from ?? to) || distance(this.#cursor, to) === undefined) {
      return 'behind';
    }
    for (const event of events) this.#accept(event, to);
    this.#advance(to);
    if (access) {
      this.#history.changedAccess(access);
      this.listener.access(access);
    }
    return 'applied';
  }

  /** The first batch of a subscriber without a position has an end but no known start. */
  #acceptFirst({ to, events, access }: Batch): Outcome {
    this.#stand(to);
    for (const event of events) if (this.#isNew(event.eventId)) this.listener.event(event);
    if (access) this.listener.access(access);
    return 'applied';
  }

  #acceptGap(gap: Gap): Outcome {
    const ahead = this.#cursor === undefined ? undefined : distance(this.#cursor, gap.cursor);
    // The gap concerns a tab further behind; this one lacks nothing.
    if (ahead !== undefined && ahead >= 0 && gap.reason !== 'ahead') return 'applied';
    this.#seen.clear();
    this.#stand(gap.cursor);
    this.listener.gap(gap);
    return 'applied';
  }

  #accept(event: RealtimeEvent, to: string): void {
    if (event.seq === undefined) {
      if (this.#isNew(event.eventId)) this.listener.event(event);
      return;
    }
    const after = cursorAt(event.seq, to);
    if (this.#cursor === undefined || reaches(this.#cursor, after)) return;
    this.#cursor = after;
    this.#history.add(event);
    this.#history.advance(after);
    if (this.#isNew(event.eventId)) this.listener.event(event);
  }

  #stand(cursor: string): void {
    this.#cursor = cursor;
    this.#history.reset(cursor);
    this.listener.stands();
  }

  #advance(to: string): void {
    const ahead = this.#cursor === undefined ? -1 : (distance(this.#cursor, to) ?? -1);
    if (ahead > 0 || (ahead === 0 && !isMarked(to))) return;
    this.#cursor = to;
    this.#history.advance(to);
  }

  #isNew(eventId: string): boolean {
    if (this.#seen.has(eventId)) return false;
    this.#seen.add(eventId);
    if (this.#seen.size > REMEMBERED_EVENTS) for (const oldest of this.#seen) return this.#seen.delete(oldest);
    return true;
  }
}
