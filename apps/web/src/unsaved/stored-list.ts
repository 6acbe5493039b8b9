import type { TextStorage } from './text-storage.js';

/** What every stored entry has. */
export interface StoredEntry {
  readonly id: string;
  /** When it was made or last changed, in Unix milliseconds. */
  readonly at: number;
  /** When it was first found to be too old, or of the future. */
  readonly overdueSince?: number;
}

/** The user whose entries they are: nobody else is shown them. */
export interface Owner {
  readonly orgId: string;
  readonly userId: string;
}

/** How much is kept for one user. */
export interface Bounds {
  readonly count: number;
  /** Characters of all entries. */
  readonly size: number;
  readonly ageMs: number;
}

/** How long an entry that is too old is still there: long enough to notice that the clock was wrong. */
const NOTICE_MS = 86_400_000;

/**
 * Entries of the users of this browser. Each has a key of its own, so that two tabs never overwrite each other's. What cannot
 * be read, as another version of the dashboard wrote it or somebody changed it, is dropped.
 */
export class StoredList<Entry extends StoredEntry> {
  readonly #listeners = new Set<() => void>();
  #revision = 0;

  /**
   * @param name prefix of the keys
   * @param isEntry whether something read from the store is an entry
   */
  constructor(
    private readonly storage: TextStorage,
    private readonly name: string,
    private readonly isEntry: (value: unknown) => boolean,
    private readonly bounds: Bounds,
    private readonly now: () => number,
  ) {
    storage.onChange(() => this.#tell());
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** A number that grows with each change, here or in another tab. */
  readonly revision = (): number => this.#revision;

  /** Returns the user's entries, oldest first. */
  of(owner: Owner): readonly Entry[] {
    const read = this.storage.keys(this.#prefix(owner)).flatMap((key) => this.#read(key) ?? []);
    return read.toSorted((a, b) => a.at - b.at || a.id.localeCompare(b.id));
  }

  /** @returns whether it is kept: nothing gives way to it */
  add(owner: Owner, entry: Entry): boolean {
    const text = JSON.stringify(entry);
    const others = this.of(owner).filter(({ id }) => id !== entry.id);
    const size = others.reduce((sum, other) => sum + JSON.stringify(other).length, text.length);
    if (others.length >= this.bounds.count || size > this.bounds.size) return false;
    const isKept = this.storage.write(this.#key(owner, entry.id), text);
    this.#tell();
    return isKept;
  }

  /** Changes an entry, unless it is gone: its user may have discarded it, or signed out, meanwhile. */
  replace(owner: Owner, entry: Entry): void {
    if (this.storage.read(this.#key(owner, entry.id)) !== undefined) this.add(owner, entry);
  }

  /** @returns whether it is kept; if there is no room, the oldest entries give way */
  put(owner: Owner, entry: Entry): boolean {
    const text = JSON.stringify(entry);
    if (text.length > this.bounds.size) return false;
    this.storage.remove(this.#key(owner, entry.id));
    const others = this.of(owner);
    let size = text.length + others.reduce((sum, other) => sum + JSON.stringify(other).length, 0);
    let count = others.length + 1;
    for (const oldest of others) {
      if (size <= this.bounds.size && count <= this.bounds.count) break;
      size -= JSON.stringify(oldest).length;
      count -= 1;
      this.remove(owner, oldest.id);
    }
    const left = [...this.of(owner)];
    while (!this.storage.write(this.#key(owner, entry.id), text)) {
      const oldest = left.shift();
      if (!oldest) return false;
      this.remove(owner, oldest.id);
    }
    this.#tell();
    return true;
  }

  remove(owner: Owner, id: string): void {
    this.storage.remove(this.#key(owner, id));
    this.#tell();
  }

  clear(owner: Owner): void {
    for (const key of this.storage.keys(this.#prefix(owner))) this.storage.remove(key);
    this.#tell();
  }

  /**
   * Drops what is too old, of every user of this browser. Not at first sight but a day later, so that a clock that was once far
   * ahead, as after an empty battery, takes nothing, and whoever returns from a holiday finds what they left.
   */
  expire(): void {
    const now = this.now();
    for (const key of this.storage.keys(this.name)) {
      const entry = this.#read(key);
      if (!entry) continue;
      const { overdueSince, ...rest } = entry;
      const age = now - entry.at;
      // Made when the clock was ahead: its age is unknown.
      const isAhead = age < 0;
      if (!isAhead && age <= this.bounds.ageMs) {
        if (overdueSince !== undefined) this.storage.write(key, JSON.stringify(rest));
      } else if (overdueSince === undefined || overdueSince > now) {
        this.storage.write(key, JSON.stringify({ ...rest, overdueSince: now }));
      } else if (now - overdueSince > (isAhead ? this.bounds.ageMs : NOTICE_MS)) this.storage.remove(key);
    }
    this.#tell();
  }

  #read(key: string): Entry | undefined {
    const value = parsed(this.storage.read(key));
    if (isStored(value) && this.isEntry(value)) return value as Entry;
    this.storage.remove(key);
    return undefined;
  }

  #tell(): void {
    this.#revision += 1;
    for (const listener of [...this.#listeners]) listener();
  }

  #prefix({ orgId, userId }: Owner): string {
    return `${this.name}:${orgId}:${userId}:`;
  }

  #key(owner: Owner, id: string): string {
    return `${this.#prefix(owner)}${id}`;
  }
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}

const isStored = (value: unknown): value is StoredEntry =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Partial<StoredEntry>).id === 'string' &&
  typeof (value as Partial<StoredEntry>).at === 'number';
