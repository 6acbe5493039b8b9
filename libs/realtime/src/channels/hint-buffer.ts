import type { LogRecord } from '../log/event-log.js';

/** Hints held until what comes before them is applied; past either bound they are dropped and the log is read instead. */
const MAX_HINTS = 1_000;
/** Of payload text, in UTF-16 units. */
const MAX_LENGTH = 4_194_304;

/** Hints of one org that came before their turn, one for each `seq`. */
export class HintBuffer {
  readonly #records = new Map<number, LogRecord>();
  #length = 0;

  add(record: LogRecord): void {
    const length = this.#length + record.payloadJson.length;
    const isFull = this.#records.size >= MAX_HINTS || (length > MAX_LENGTH && this.#records.size > 0);
    if (isFull || this.#records.has(record.seq)) return;
    this.#records.set(record.seq, record);
    this.#length = length;
  }

  /** Removes the hint of `seq` and returns it; `undefined` where there is none. */
  take(seq: number): LogRecord | undefined {
    const record = this.#records.get(seq);
    if (!record) return undefined;
    this.#records.delete(seq);
    this.#length -= record.payloadJson.length;
    return record;
  }

  /** Drops hints of what has been applied. */
  dropUpTo(seq: number): void {
    for (const held of this.#records.keys()) if (held <= seq) this.take(held);
  }

  clear(): void {
    this.#records.clear();
    this.#length = 0;
  }
}
