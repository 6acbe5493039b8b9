import { cursorAt, distance, type VersionedRow } from '@bellhop/client';

/** What was last told of a row, by an event or by the answer to a command. */
export interface KnownRow<Row> {
  readonly id: string;
  readonly version: number;
  /** Undefined once deleted. */
  readonly row: Row | undefined;
  /** Where its event stands in the log; undefined as long as only the answer to a command told it. */
  readonly seq: number | undefined;
  readonly moment: number;
}

/** When something was read from the server. */
export interface Reading {
  /** What the server said it has everything up to (`X-Realtime-Cursor`). */
  readonly cursor?: string | undefined;
  /** When it was asked for, in moments of this tab: the answer has everything that was known before. */
  readonly moment: number;
}

/** Rows that are remembered, the ones told of longest ago forgotten first. */
const REMEMBERED_ROWS = 1_000;

/**
 * What a tab was lately told about the rows of one kind, deletions included, so that an answer that was longer under way
 * meets what is newer. Whatever order it is told in, the higher version of a row wins and a deleted row stays deleted.
 */
export class KnownRows<Row extends VersionedRow> {
  readonly #known = new Map<string, KnownRow<Row>>();
  /** What came before this was missed, perhaps. */
  #lost: Reading;
  /** The latest place and moment of what was known and is forgotten. */
  #forgotten: Reading = { moment: -Infinity };
  /** The same, of answers that no event has told of: they have no place. */
  #forgottenAnswer = -Infinity;

  /**
   * @param place where the tab stands in the log
   * @param moment counts up with each call
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

  /** @returns what is known now, if that is news */
  learn(id: string, version: number, row: Row | undefined, seq: number | undefined): KnownRow<Row> | undefined {
    if (seq !== undefined && this.#isLost(seq)) return undefined;
    const before = this.#known.get(id);
    if (before && before.version >= version) {
      // The event of what a command had answered: it has its place in the log now.
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

  /** Forgets everything: something was missed, and what is read from `cursor` on has it. */
  forget(cursor = this.place()): void {
    this.#known.clear();
    this.#lost = { cursor, moment: this.moment() };
    this.#forgotten = { moment: -Infinity };
    this.#forgottenAnswer = -Infinity;
  }

  /** Whether what was asked for at `moment` is not undone by something that was missed or is forgotten. */
  reachesBack(moment: number): boolean {
    return moment > this.#lost.moment && moment > this.#forgotten.moment;
  }

  /** Whether it was read before something was missed, and does not have it. */
  isOutdated(reading: Reading): boolean {
    return reading.moment < this.#lost.moment && !isPast(reading, this.#lost);
  }

  /** Whether a reading and what is known make the whole truth together. */
  completes(reading: Reading): boolean {
    return isPast(reading, this.#lost) && isPast(reading, this.#forgotten) && reading.moment > this.#forgottenAnswer;
  }

  /** Whether the server had this already when it answered: what the answer lacks is gone then. */
  isIn({ seq, moment }: KnownRow<Row>, reading: Reading): boolean {
    const place = this.place();
    if (seq === undefined || reading.cursor === undefined || place === undefined) return moment < reading.moment;
    const ahead = distance(reading.cursor, cursorAt(seq, place));
    return ahead === undefined ? moment < reading.moment : ahead >= 0;
  }

  /** Whether an event is among what was missed: what is read since then has it, and what followed on it. */
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

/** Whether a reading has everything up to another one; by when they were asked for where one has no place in the log. */
function isPast(reading: Reading, other: Reading): boolean {
  if (reading.cursor === undefined || other.cursor === undefined) return reading.moment > other.moment;
  return (distance(reading.cursor, other.cursor) ?? -1) >= 0;
}
