import type { EventLog } from '../log/event-log.js';
import type { Clock } from '../time/clock.js';
import { Frame } from './frame.js';

/** `seq` numbers a page spans: page `n` holds `n * PAGE + 1` to `(n + 1) * PAGE`. */
export const PAGE = 256;

interface Page {
  /** The page is complete up to this `seq`. */
  readonly upTo: number;
  readonly frames: Promise<readonly Frame[]>;
  readonly loadedAt: number;
}

export interface HistoryOptions {
  /** Pages kept, over all orgs. @default 256 */
  readonly maxPages?: number;
  /** How long a page is kept, in milliseconds. @default 10_000 */
  readonly ttlMs?: number;
}

/**
 * Log pages for readers that are behind, shared: a thousand readers that missed the same minute cost one query and one
 * encoding. The log only grows at its end, so a page once read never changes.
 */
export class History {
  readonly #pages = new Map<string, Page>();
  readonly #maxPages: number;
  readonly #ttlMs: number;

  constructor(
    private readonly log: Pick<EventLog<unknown>, 'read' | 'epoch'>,
    private readonly clock: Pick<Clock, 'monotonic'>,
    options: HistoryOptions = {},
  ) {
    this.#maxPages = options.maxPages ?? 256;
    this.#ttlMs = options.ttlMs ?? 10_000;
  }

  /** Pages held. */
  get size(): number {
    return this.#pages.size;
  }

  /**
   * Frames after `after`, in order, up to the end of its page or to `head`. The first one that is not `after + 1`, or
   * none at all where `after < head`, means that retention has removed what comes next.
   */
  async read(orgId: string, after: number, head: number): Promise<readonly Frame[]> {
    const index = Math.floor(after / PAGE);
    const frames = await this.page(orgId, index, Math.min(head, (index + 1) * PAGE));
    const first = frames.findIndex((frame) => frame.seq > after);
    return first === -1 ? [] : frames.slice(first);
  }

  /** Lets go of pages that nobody asked for lately. */
  expire(): void {
    const due = this.clock.monotonic() - this.#ttlMs;
    for (const [key, page] of this.#pages) if (page.loadedAt < due) this.#pages.delete(key);
  }

  private page(orgId: string, index: number, upTo: number): Promise<readonly Frame[]> {
    const key = `${orgId}\n${index}`;
    const known = this.#pages.get(key);
    if (known && known.upTo >= upTo) return known.frames;
    const frames = this.load(orgId, index * PAGE, upTo);
    const page: Page = { upTo, frames, loadedAt: this.clock.monotonic() };
    this.#pages.delete(key);
    this.#pages.set(key, page);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= this.#maxPages) break;
      this.#pages.delete(oldest);
    }
    // A failed read must not stand in the way of the next one.
    frames.catch(() => this.#pages.get(key) === page && this.#pages.delete(key));
    return frames;
  }

  private async load(orgId: string, after: number, upTo: number): Promise<readonly Frame[]> {
    const records = await this.log.read(orgId, after, upTo - after);
    return records.filter((record) => record.seq <= upTo).map((record) => new Frame(record, this.log.epoch));
  }
}
