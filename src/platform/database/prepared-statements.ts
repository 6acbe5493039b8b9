import { createHash } from 'node:crypto';
import type { RowReader } from './row-reader.js';

/** Statements that a connection keeps prepared; each costs the server 40 to 90 KB with its plan. */
export const MAX_PREPARED = 128;
/** Texts that are remembered until they come again. */
const MAX_REMEMBERED = 512;
/** Characters. What is longer is a list that will not come again. */
const MAX_LENGTH = 8_192;
/** Came once. */
const ONCE = '';

/**
 * Names for the texts that are worth preparing: those that came before, among the last 512. A name is made of the text, so
 * that it never means another one, whoever else prepares statements on the same connection of a pooler.
 */
export class StatementNames {
  readonly #names = new Map<string, string>();
  #stopped: boolean;

  /** @param enabled whether there is to be any name */
  constructor(enabled = true) {
    this.#stopped = !enabled;
  }

  /** @returns `undefined` where the text is not to be prepared */
  nameOf(text: string): string | undefined {
    if (this.#stopped || text.length > MAX_LENGTH) return undefined;
    const known = this.#names.get(text);
    const name = known === ONCE ? nameFor(text) : known;
    // The newest is the last.
    if (known !== undefined) this.#names.delete(text);
    this.#names.set(text, name ?? ONCE);
    if (this.#names.size > MAX_REMEMBERED) deleteOldest(this.#names);
    return name;
  }

  /** Gives no names any more. @returns whether it gave some until now */
  stop(): boolean {
    const stopped = !this.#stopped;
    this.#stopped = true;
    this.#names.clear();
    return stopped;
  }
}

/** What one connection has prepared, by name: the statements that were used last. */
export class PreparedStatements {
  readonly #readers = new Map<string, RowReader>();
  /** Maybe prepared still, and not to be used any more. */
  #dropped = new Set<string>();

  /** @returns what reads the rows of a statement that is prepared */
  use(name: string): RowReader | undefined {
    const reader = this.#readers.get(name);
    if (!reader) return undefined;
    this.#readers.delete(name);
    this.#readers.set(name, reader);
    return reader;
  }

  /** It is prepared. Where there are too many now, the one that was not used for longest is dropped. */
  keep(name: string, reader: RowReader): void {
    this.#readers.delete(name);
    this.#readers.set(name, reader);
    if (this.#readers.size <= MAX_PREPARED) return;
    const oldest = deleteOldest(this.#readers);
    if (oldest !== undefined) this.drop(oldest);
  }

  /** It is not to be used any more, whether it is prepared or not. */
  drop(name: string): void {
    this.#readers.delete(name);
    this.#dropped.add(name);
  }

  /** Names to close before the next one is prepared; they are given once. */
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
