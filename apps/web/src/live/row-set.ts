import type { DomainName, Page } from '@bellhop/contracts';

export interface VersionedRow {
  readonly version: number;
}

/** A pages-long list as `useInfiniteQuery` caches it. */
export interface Pages<Row> {
  readonly pages: Page<Row>[];
  readonly pageParams: unknown[];
}

export interface RowSetDefinition<Row extends VersionedRow, View> {
  readonly domain: DomainName;
  /** Unique within the domain; part of the query keys. */
  readonly name: string;
  /** Where the server keeps the rows: `GET` and `POST` here, one row under `/<id>`. */
  readonly path: string;
  readonly id: (row: Row) => string;
  /** Whether the list of this view shows the row: the same answer as the server's filter gives. */
  readonly accepts: (row: Row, view: View) => boolean;
  /** The server's order of lists. 0 only for two states of the same row that stand at the same place. */
  readonly compare: (a: Row, b: Row) => number;
}

interface Known<Row> {
  readonly version: number;
  /** Undefined once deleted. */
  readonly row: Row | undefined;
  readonly at: number;
}

/** Longer than any snapshot can be under way, so what a late one lacks is still known. In milliseconds. */
const REMEMBER_MS = 60_000;

/** Row ids are never used twice, so nothing comes after a deletion. */
const AFTER_EVERYTHING = Number.MAX_SAFE_INTEGER;

/**
 * The rows of one kind: what events and commands lately told about them, and how that and a list's snapshot make one
 * truth. Whatever order they arrive in, the higher version of a row wins and a deleted row stays deleted.
 */
export class RowSet<Row extends VersionedRow, View extends object = object> {
  readonly #known = new Map<string, Known<Row>>();

  constructor(
    readonly definition: RowSetDefinition<Row, View>,
    private readonly now: () => number = Date.now,
  ) {}

  get listsKey() {
    return [this.definition.domain, this.definition.name] as const;
  }

  listKey(view: View) {
    return [...this.listsKey, view] as const;
  }

  /** A row as the server gave it. */
  put(row: Row): void {
    this.#learn(this.definition.id(row), row.version, row);
  }

  /** @param version the deletion's own; leave it out where the server only said that the row is gone */
  remove(id: string, version = AFTER_EVERYTHING): void {
    this.#learn(id, version, undefined);
  }

  /** Forgets everything: another user's rows are none of the next one's. */
  clear(): void {
    this.#known.clear();
  }

  /** Brings a list up to date with what is known. Returns `list` itself when it already is. */
  settle(list: Pages<Row>, view: View): Pages<Row> {
    if (this.#known.size === 0) return list;
    const { id, accepts, compare } = this.definition;
    const pending = new Map(this.#known);
    let changed = false;

    const pages = list.pages.map((page) => {
      const items = page.items.flatMap((item) => {
        const known = pending.get(id(item));
        if (!known) return [item];
        if (known.version <= item.version) {
          pending.delete(id(item));
          return [item];
        }
        changed = true;
        if (!known.row || !accepts(known.row, view)) pending.delete(id(item));
        else if (compare(known.row, item) === 0) {
          pending.delete(id(item));
          return [known.row];
        }
        return [];
      });
      return { ...page, items };
    });

    for (const { row } of pending.values()) {
      if (row && accepts(row, view) && this.#insert(pages, row)) changed = true;
    }
    return changed ? { ...list, pages } : list;
  }

  /** A row that belongs below what is loaded is left for its page to bring. */
  #insert(pages: { items: Row[]; next: string | null }[], row: Row): boolean {
    const { compare } = this.definition;
    for (const page of pages) {
      const at = page.items.findIndex((item) => compare(row, item) < 0);
      if (at < 0) continue;
      page.items.splice(at, 0, row);
      return true;
    }
    const last = pages.at(-1);
    if (!last || last.next !== null) return false;
    last.items.push(row);
    return true;
  }

  #learn(id: string, version: number, row: Row | undefined): void {
    const at = this.now();
    const before = this.#known.get(id);
    if (before && before.version >= version) return;
    this.#known.delete(id);
    this.#known.set(id, { version, row, at });
    for (const [oldest, known] of this.#known) {
      if (at - known.at < REMEMBER_MS) break;
      this.#known.delete(oldest);
    }
  }
}
