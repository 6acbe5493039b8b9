import type { TextStorage } from '../../unsaved/text-storage.js';

const MINUTE_MS = 60_000;
/** A shorter absence needs no summary. */
const SHORTEST_MS = 15 * MINUTE_MS;
/** A summary that was shown for less counts as not read. */
const READ_MS = MINUTE_MS;
/** A summary leaves by itself: it is no news any more. */
const KEPT_MS = 4 * 60 * MINUTE_MS;

/** From when until when a user did not look, in Unix milliseconds of the browser's clock. */
export interface Away {
  readonly since: number;
  readonly back: number;
}

/** The tab that shows it: the one that became visible last. */
type Kept = Away & { readonly tab: string };

/**
 * Remembers when a user last saw the dashboard in this browser, in whatever tab, and what they have missed since. A sleeping
 * machine, hidden tabs and being signed out are all the same: nobody looked.
 */
export class Absence {
  readonly #seenKey: string;
  readonly #awayKey: string;
  readonly #listeners = new Set<() => void>();
  #shown: Away | undefined;

  constructor(
    private readonly storage: TextStorage,
    userId: string,
    private readonly tab: string,
  ) {
    this.#seenKey = `bellhop-seen-${userId}`;
    this.#awayKey = `bellhop-away-${userId}`;
  }

  /** The user looks at this tab. @param arrives whether it has just become visible */
  look(now: number, arrives: boolean): void {
    const seen = Number(this.storage.read(this.#seenKey) ?? NaN);
    const kept = this.#read();
    this.storage.write(this.#seenKey, String(now));
    if (now - seen >= SHORTEST_MS) {
      const isUnread = kept !== undefined && seen - kept.back < READ_MS;
      this.#write({ since: isUnread ? kept.since : seen, back: now, tab: this.tab });
    } else if (kept && now - kept.back >= KEPT_MS) this.#write(undefined);
    else if (kept && arrives) this.#write({ ...kept, tab: this.tab });
    this.refresh();
  }

  /** The user stops looking at this tab. */
  leave(now: number): void {
    this.storage.write(this.#seenKey, String(now));
  }

  /** In every tab. */
  dismiss(): void {
    this.#write(undefined);
    this.refresh();
  }

  /** What this tab is to show. */
  readonly shown = (): Away | undefined => this.#shown;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    const stop = this.storage.onChange(() => this.refresh());
    return () => {
      this.#listeners.delete(listener);
      stop();
    };
  };

  /** Another tab may have changed what is kept. */
  refresh(): void {
    const kept = this.#read();
    const own = kept?.tab === this.tab ? kept : undefined;
    if (own?.since === this.#shown?.since && own?.back === this.#shown?.back) return;
    this.#shown = own && { since: own.since, back: own.back };
    for (const listener of this.#listeners) listener();
  }

  #read(): Kept | undefined {
    try {
      const { since, back, tab } = JSON.parse(this.storage.read(this.#awayKey) ?? '{}') as Partial<Kept>;
      return typeof since === 'number' && typeof back === 'number' && since < back && typeof tab === 'string'
        ? { since, back, tab }
        : undefined;
    } catch {
      return undefined;
    }
  }

  #write(kept: Kept | undefined): void {
    if (kept) this.storage.write(this.#awayKey, JSON.stringify(kept));
    else this.storage.remove(this.#awayKey);
  }
}
