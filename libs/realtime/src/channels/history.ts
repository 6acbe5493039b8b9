import type { EventLog, LogRecord } from '../log/event-log.js';
import type { Clock } from '../time/clock.js';
import type { Frame } from './frame.js';

/** Seqs per page: `n * PAGE + 1` to `(n + 1) * PAGE`, in parts if the page is large. */
const PAGE = 256;

interface Page {
  /** The page is complete up to this `seq`, or up to the log's byte limit. */
  upTo: number;
  readonly frames: Promise<readonly Frame[]>;
  readonly loadedAt: number;
  /** Its frames, once loaded; for measuring. */
  loaded: readonly Frame[];
  /** Bytes, when last measured. */
  size: number;
}

/** Prepares a record for delivery. */
export type ToFrame = (record: LogRecord) => Frame;

export interface HistoryOptions {
  /** Maximum bytes over all orgs, as text and in every encoding in use. @default 67_108_864 */
  readonly maxBytes?: number;
  /** How long a page is kept, in milliseconds. @default 10_000 */
  readonly ttlMs?: number;
}

/**
 * Log pages shared by subscribers that are behind: a thousand that missed the same minute cost one query and one
 * encoding. The log only grows at its end, so a page never changes as long as the log is the same.
 */
export class History {
  /** In loading order. */
  readonly #pages = new Map<string, Page>();
  readonly #maxBytes: number;
  readonly #ttlMs: number;
  #bytes = 0;

  constructor(
    private readonly log: Pick<EventLog<unknown>, 'read'>,
    private readonly clock: Pick<Clock, 'monotonic'>,
    options: HistoryOptions = {},
  ) {
    this.#maxBytes = options.maxBytes ?? 67_108_864;
    this.#ttlMs = options.ttlMs ?? 10_000;
  }

  /** Number of pages held. */
  get size(): number {
    return this.#pages.size;
  }

  /** Bytes held, when last measured. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Returns frames after `after`, in order, up to the end of its page or to `head`, or fewer if they are large. If the
   * first one is not `after + 1`, or there is none although `after < head`, retention has deleted the next event.
   * @param toFrame called once per event of a page
   */
  async read(orgId: string, after: number, head: number, toFrame: ToFrame): Promise<readonly Frame[]> {
    let from = Math.floor(after / PAGE) * PAGE;
    const end = Math.min(head, from + PAGE);
    for (;;) {
      const frames = await this.#page(orgId, from, end, toFrame);
      const first = frames.findIndex((frame) => frame.seq > after);
      if (first !== -1) return first === 0 ? frames : frames.slice(first);
      const last = frames.at(-1);
      if (!last || last.seq >= end) return [];
      // The part ends before the page does: the next part begins here.
      from = last.seq;
    }
  }

  /** Drops pages older than the TTL, and the oldest ones if encoding has made them too large. */
  expire(): void {
    const due = this.clock.monotonic() - this.#ttlMs;
    for (const [key, page] of this.#pages) {
      if (page.loadedAt < due) this.#drop(key, page);
      else this.#measure(page);
    }
    this.#shrink();
  }

  /** Drops the pages of an org whose log has changed history. */
  forget(orgId: string): void {
    for (const [key, page] of this.#pages) if (key.startsWith(`${orgId}\n`)) this.#drop(key, page);
  }

  #page(orgId: string, from: number, upTo: number, toFrame: ToFrame): Promise<readonly Frame[]> {
    const key = `${orgId}\n${from}`;
    const known = this.#pages.get(key);
    if (known && known.upTo >= upTo) return known.frames;
    if (known) this.#drop(key, known);
    const frames = this.#load(orgId, from, upTo, toFrame);
    const page: Page = { upTo, frames, loadedAt: this.clock.monotonic(), loaded: [], size: 0 };
    this.#pages.set(key, page);
    void frames.then(
      (loaded) => {
        const last = loaded.at(-1);
        // Cut at the byte limit: complete, whatever comes after it.
        if (last && last.seq < upTo) page.upTo = Infinity;
        page.loaded = loaded;
        if (this.#pages.get(key) !== page) return;
        this.#measure(page);
        this.#shrink();
      },
      // A failed read must not block the next one.
      () => this.#pages.get(key) === page && this.#drop(key, page),
    );
    return frames;
  }

  async #load(orgId: string, after: number, upTo: number, toFrame: ToFrame): Promise<readonly Frame[]> {
    const records = await this.log.read(orgId, after, upTo - after);
    return records.filter((record) => record.seq <= upTo).map(toFrame);
  }

  #measure(page: Page): void {
    let size = 0;
    for (const frame of page.loaded) size += frame.size;
    this.#bytes += size - page.size;
    page.size = size;
  }

  #shrink(): void {
    for (const [key, page] of this.#pages) {
      if (this.#bytes <= this.#maxBytes) return;
      if (page.size > 0) this.#drop(key, page);
    }
  }

  #drop(key: string, page: Page): void {
    this.#pages.delete(key);
    this.#bytes -= page.size;
    page.size = 0;
    page.loaded = [];
  }
}
