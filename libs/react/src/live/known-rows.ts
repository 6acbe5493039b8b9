import { cursorAt, distance, type VersionedRow } from '@bellhop/client';

/** Last known state of a row, from an event or from a command's response. */
export interface KnownRow<Row> {
  readonly id: string;
  readonly version: number;
  /** Undefined once deleted. */
  readonly row: Row | undefined;
  /** Its event's `seq`; undefined as long as only a command's response reported it. */
  readonly seq: number | undefined;
  readonly moment: number;
}

/** Position and time of a read from the server. */
export interface Reading {
  /** The response includes everything up to here (`X-Realtime-Cursor`). */
  readonly cursor?: string | undefined;
  /** When it was requested, in moments of this tab: the response includes everything known before. */
  readonly moment: number;
}

/** Rows that are remembered; the least recently updated are forgotten first. */
const REMEMBERED_ROWS = 1_000;

/**
 * Recent states of the rows of one kind, including deletions, with which slower responses are merged. In whatever order
 * they arrive, the higher version of a row wins and a deleted row stays deleted.
 */
export class KnownRows<Row extends VersionedRow> {
  readonly #known = new Map<string, KnownRow<Row>>();
  /** Earlier events may have been missed. */
  #lost: Reading;
  /** The latest position and moment among forgotten rows. */
  #forgotten: Reading = { moment: -Infinity };
  /** The latest moment among forgotten responses without an event, which have no position. */
  #forgottenAnswer = -Infinity;

  /**
   * @param place returns the tab's position in the log
   * @param moment returns an increasing number
   */
  constructor(
    private readonly place: () => string | undefined,
    private readonly moment: () => number,
  ) {
    this.#lost = { cursor: place(), moment: moment() };
  }

  get(id: string): KnownRow<Row> | undefined {
    return this.#known.get(id);
  }

  values(): Iterable<KnownRow<Row>> {
    return this.#known.values();
  }

  /** @returns the new state, if it is news */
  learn(id: string, version: number, row: Row | undefined, seq: number | undefined): KnownRow<Row> | undefined {
    if (seq !== undefined && this.#isLost(seq)) return undefined;
    const before = this.#known.get(id);
    if (before && before.version >= version) {
      // The event of a command's response: it has a seq now.
      if (before.version === version && before.seq === undefined && seq !== undefined)
        this.#known.set(id, { ...before, seq });
      return undefined;
    }
    const known = { id, version, row, seq, moment: this.moment() };
    this.#known.delete(id);
    this.#known.set(id, known);
    this.#forgetOldest();
    return known;
  }

  /** Forgets everything after a loss; reads from `cursor` on are complete again. */
  forget(cursor = this.place()): void {
    this.#known.clear();
    this.#lost = { cursor, moment: this.moment() };
    this.#forgotten = { moment: -Infinity };
    this.#forgottenAnswer = -Infinity;
  }

  /** Whether a response requested at `moment` is still valid, with no loss and nothing forgotten since. */
  reachesBack(moment: number): boolean {
    return moment > this.#lost.moment && moment > this.#forgotten.moment;
  }

  /** Whether it was read before a loss and lacks what was lost. */
  isOutdated(reading: Reading): boolean {
    return reading.moment < this.#lost.moment && !isPast(reading, this.#lost);
  }

  /** Whether a reading together with the known rows is complete. */
  completes(reading: Reading): boolean {
    return isPast(reading, this.#lost) && isPast(reading, this.#forgotten) && reading.moment > this.#forgottenAnswer;
  }

  /** Whether the server's response includes this state: if the response lacks the row, it is deleted. */
  isIn({ seq, moment }: KnownRow<Row>, reading: Reading): boolean {
    const place = this.place();
    if (seq === undefined || reading.cursor === undefined || place === undefined) return moment < reading.moment;
    const ahead = distance(reading.cursor, cursorAt(seq, place));
    return ahead === undefined ? moment < reading.moment : ahead >= 0;
  }

  /** Whether an event falls into a loss: later reads include it and what followed. */
  #isLost(seq: number): boolean {
    const place = this.place();
    const { cursor } = this.#lost;
    return place !== undefined && cursor !== undefined && (distance(cursor, cursorAt(seq, place)) ?? -1) >= 0;
  }

  #forgetOldest(): void {
    if (this.#known.size <= REMEMBERED_ROWS) return;
    for (const oldest of this.#known.values()) {
      this.#known.delete(oldest.id);
      this.#lose(oldest);
      return;
    }
  }

  #lose({ seq, moment }: KnownRow<Row>): void {
    const place = this.place();
    if (seq === undefined || place === undefined) {
      this.#forgottenAnswer = moment;
      this.#forgotten = { ...this.#forgotten, moment };
      return;
    }
    const { cursor } = this.#forgotten;
    const last = cursorAt(seq, place);
    const isFurther = cursor === undefined || (distance(last, cursor) ?? 1) > 0;
    this.#forgotten = { cursor: isFurther ? last : cursor, moment };
  }
}

/** Whether a reading includes everything up to another; compared by request time if either has no position. */
function isPast(reading: Reading, other: Reading): boolean {
  if (reading.cursor === undefined || other.cursor === undefined) return reading.moment > other.moment;
  return (distance(reading.cursor, other.cursor) ?? -1) >= 0;
}
