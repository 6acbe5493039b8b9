import type { VersionedRow } from '@bellhop/client';
import { patchPages, type PlacedRow, type Placement, type RowPages } from './row-pages.js';
import { Subscribers } from './subscribers.js';

/** What a user did to a row, shown before the server has answered. */
export type PendingWrite<Row extends VersionedRow> =
  | {
      readonly kind: 'create';
      /** With an id of {@link temporaryId}. */
      readonly row: Row;
      /**
       * Whether the server's row is what this one became: its event may come before the answer that says so.
       * @default the same in every field but the id, `version`, `createdAt` and `updatedAt`
       */
      readonly recognises?: (own: Row, server: Row) => boolean;
    }
  /** `row` as it was, and what becomes different. */
  | { readonly kind: 'change'; readonly row: Row; readonly to: Partial<Row> }
  | { readonly kind: 'remove'; readonly row: Row };

/** A row whose creation has not been answered. */
interface Creation<Row> {
  readonly id: string;
  readonly row: Row;
  readonly recognises: (own: Row, server: Row) => boolean;
  /** Rows like it that are known to be others. */
  readonly others: Set<string>;
}

/** What the user did and the server has not answered yet. The same object for as long as nothing changed. */
export interface PendingSnapshot<Row> {
  readonly creations: readonly Creation<Row>[];
  /** The state that is waited for; undefined row: that it is gone. */
  readonly states: readonly PlacedRow<Row>[];
}

export interface Pending {
  /** Answered, or failed. @param id the id of the row that a creation became */
  end(id?: string): void;
}

const NOT_KEPT_BY_FIELDS = new Set(['version', 'createdAt', 'updatedAt']);

/** Writes under way, laid over what the server said: to take one back is to leave it out. */
export class PendingWrites<Row extends VersionedRow> {
  #snapshot: PendingSnapshot<Row> = { creations: [], states: [] };
  readonly #subscribers = new Subscribers();
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(
    private readonly idField: string,
    private readonly idOf: (row: Row) => string,
  ) {}

  readonly getSnapshot = (): PendingSnapshot<Row> => this.#snapshot;

  readonly subscribe = this.#subscribers.subscribe;

  /** @param others rows that are there already, in case the new one is like one of them */
  begin(write: PendingWrite<Row>, others: readonly Row[] = []): Pending {
    return write.kind === 'create' ? this.#beginCreation(write, others) : this.#beginState(write);
  }

  /** Waits until earlier writes to the same row are answered, so that each is meant for the version they led to. */
  async inTurn<T>(id: string, send: () => Promise<T>): Promise<T> {
    const earlier = this.#turns.get(id) ?? Promise.resolve();
    const own = earlier.then(send, send);
    this.#turns.set(id, own);
    try {
      return await own;
    } finally {
      if (this.#turns.get(id) === own) this.#turns.delete(id);
    }
  }

  /** The server has that version of the row: what waited for it, or for an earlier one, is overtaken. */
  overtake(id: string, version: number): void {
    const { creations, states } = this.#snapshot;
    const left = states.filter((state) => state.id !== id || state.version > version);
    if (left.length < states.length) this.#become({ creations, states: left });
  }

  clear(): void {
    this.#become({ creations: [], states: [] });
  }

  #beginCreation({ row, recognises }: PendingWrite<Row> & { kind: 'create' }, others: readonly Row[]): Pending {
    const isLike = recognises ?? ((own, server) => this.#hasSameFields(own, server));
    const creation: Creation<Row> = {
      id: this.idOf(row),
      row,
      recognises: isLike,
      others: new Set(others.filter((other) => isLike(row, other)).map(this.idOf)),
    };
    this.#become({ ...this.#snapshot, creations: [...this.#snapshot.creations, creation] });
    return {
      end: (id) => {
        const creations = this.#snapshot.creations.filter((other) => other !== creation);
        if (id !== undefined) for (const { others: theirs } of creations) theirs.add(id);
        this.#become({ ...this.#snapshot, creations });
      },
    };
  }

  #beginState(write: PendingWrite<Row> & { kind: 'change' | 'remove' }): Pending {
    const version = write.row.version + 1;
    const row = write.kind === 'change' ? { ...write.row, ...write.to, version } : undefined;
    const state: PlacedRow<Row> = { id: this.idOf(write.row), version, row, isIn: () => false };
    this.#become({ ...this.#snapshot, states: [...this.#snapshot.states, state] });
    return {
      end: () => {
        const states = this.#snapshot.states.filter((other) => other !== state);
        if (states.length < this.#snapshot.states.length) this.#become({ ...this.#snapshot, states });
      },
    };
  }

  #hasSameFields(own: Row, server: Row): boolean {
    return Object.entries(own).every(
      ([field, value]) =>
        field === this.idField ||
        NOT_KEPT_BY_FIELDS.has(field) ||
        JSON.stringify(value) === JSON.stringify((server as Readonly<Record<string, unknown>>)[field]),
    );
  }

  #become(snapshot: PendingSnapshot<Row>): void {
    this.#snapshot = snapshot;
    this.#subscribers.tell();
  }
}

/** The list as it will be once the server has answered. */
export function showPending<Row extends VersionedRow>(
  list: RowPages<Row>,
  { creations, states }: PendingSnapshot<Row>,
  accepts: (row: Row) => boolean,
  placement: Placement<Row>,
): RowPages<Row> {
  if (creations.length === 0 && states.length === 0) return list;
  const shown = new Map<string, PlacedRow<Row>>();
  for (const state of states) {
    if ((shown.get(state.id)?.version ?? -1) > state.version) continue;
    shown.set(state.id, { ...state, row: state.row && accepts(state.row) ? state.row : undefined });
  }
  const twins = new Set<string>();
  for (const { id, row, recognises, others } of creations) {
    const twin = list.pages
      .flatMap(({ items }) => items)
      .map((item) => ({ item, itemId: placement.idOf(item) }))
      .find(({ item, itemId }) => !twins.has(itemId) && !others.has(itemId) && recognises(row, item));
    if (twin) twins.add(twin.itemId);
    else if (accepts(row)) shown.set(id, { id, version: row.version, row, isIn: () => false });
  }
  return patchPages(list, [...shown.values()], placement);
}

/** One row as it will be once the server has answered; null: gone. */
export function pendingState<Row extends VersionedRow>(
  row: Row | null,
  id: string,
  { states }: PendingSnapshot<Row>,
): Row | null {
  let shown = row;
  let version = row?.version ?? Infinity;
  for (const state of states) {
    if (state.id !== id || state.version <= version) continue;
    shown = state.row ?? null;
    version = state.version;
  }
  return shown;
}
