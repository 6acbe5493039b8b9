import { createHash } from 'node:crypto';
import type { RowReader } from './row-reader.js';

/** Prepared statements per connection; each costs the server 40 to 90 KB with its plan. */
export const MAX_PREPARED = 128;
/** Number of texts remembered, to detect repeated ones. */
const MAX_REMEMBERED = 512;
/** Maximum length in characters. A longer text contains a list and will not be repeated. */
const MAX_LENGTH = 8_192;
/** Mark of a text seen once. */
const ONCE = '';

/**
 * Names for texts worth preparing: those seen before among the last 512. A name is a hash of the text, so it never refers to
 * another text, whoever else prepares statements on the same connection of a pooler.
 */
export class StatementNames {
  readonly #names = new Map<string, string>();
  #stopped: boolean;

  /** @param enabled whether to prepare at all */
  constructor(enabled = true) {
    this.#stopped = !enabled;
  }

  /** @returns `undefined` if the text is not to be prepared */
  nameOf(text: string): string | undefined {
    if (this.#stopped || text.length > MAX_LENGTH) return undefined;
    const known = this.#names.get(text);
    const name = known === ONCE ? nameFor(text) : known;
    // Reinserted, so that the map is in order of last use.
    if (known !== undefined) this.#names.delete(text);
    this.#names.set(text, name ?? ONCE);
    if (this.#names.size > MAX_REMEMBERED) deleteOldest(this.#names);
    return name;
  }

  /** Returns no more names from now on. @returns whether it was enabled */
  stop(): boolean {
    const stopped = !this.#stopped;
    this.#stopped = true;
    this.#names.clear();
    return stopped;
  }
}

/** The statements prepared on one connection, by name; the most recently used are kept. */
export class PreparedStatements {
  readonly #readers = new Map<string, RowReader>();
  /** Names that may still be prepared and must not be used. */
  #dropped = new Set<string>();

  /** @returns the reader of a prepared statement's rows; `undefined` if it is not prepared */
  use(name: string): RowReader | undefined {
    const reader = this.#readers.get(name);
    if (!reader) return undefined;
    this.#readers.delete(name);
    this.#readers.set(name, reader);
    return reader;
  }

  /** Records a statement as prepared. Beyond the maximum, the least recently used one is dropped. */
  keep(name: string, reader: RowReader): void {
    this.#readers.delete(name);
    this.#readers.set(name, reader);
    if (this.#readers.size <= MAX_PREPARED) return;
    const oldest = deleteOldest(this.#readers);
    if (oldest !== undefined) this.drop(oldest);
  }

  /** Marks a statement as not to be used, whether or not it is prepared. */
  drop(name: string): void {
    this.#readers.delete(name);
    this.#dropped.add(name);
  }

  /** Returns, once, the names to close before the next statement is prepared. */
  takeDropped(): readonly string[] {
    if (this.#dropped.size === 0) return NONE;
    const dropped = [...this.#dropped];
    this.#dropped.clear();
    return dropped;
  }
}

const NONE: readonly string[] = [];

const nameFor = (text: string): string => `b_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;

function deleteOldest<K>(map: Map<K, unknown>): K | undefined {
  for (const key of map.keys()) {
    map.delete(key);
    return key;
  }
  return undefined;
}
