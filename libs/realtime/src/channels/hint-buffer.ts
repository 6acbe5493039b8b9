import type { LogRecord } from '../log/event-log.js';

/** Out-of-order hints held at most; beyond either bound they are dropped and the log is read instead. */
const MAX_HINTS = 1_000;
/** Payload text held at most, in UTF-16 units. */
const MAX_LENGTH = 4_194_304;

/** Hints of one org that arrived early, one per `seq`. */
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

  /** Removes the hint of `seq` and returns it; `undefined` if there is none. */
  take(seq: number): LogRecord | undefined {
    const record = this.#records.get(seq);
    if (!record) return undefined;
    this.#records.delete(seq);
    this.#length -= record.payloadJson.length;
    return record;
  }

  /** Drops hints of applied events. */
  dropUpTo(seq: number): void {
    for (const held of this.#records.keys()) if (held <= seq) this.take(held);
  }

  clear(): void {
    this.#records.clear();
    this.#length = 0;
  }
}
