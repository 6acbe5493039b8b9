import type { VersionedRow } from '@bellhop/client';
import { patchPages, type PlacedRow, type Placement, type RowPages } from './row-pages.js';
import { Subscribers } from './subscribers.js';

/** A user's write, shown before the server responds. */
export type PendingWrite<Row extends VersionedRow> =
  | {
      readonly kind: 'create';
      /** With an id of {@link temporaryId}. */
      readonly row: Row;
      /**
       * Whether the server's row is the result of this one: its event may arrive before the response.
       * @default equal in every field except the id, `version`, `createdAt`, `updatedAt` and `updatedBy`
       */
      readonly recognises?: (own: Row, server: Row) => boolean;
    }
  /** `row` as it was, and the changes. */
  | { readonly kind: 'change'; readonly row: Row; readonly to: Partial<Row> }
  | { readonly kind: 'remove'; readonly row: Row };

/** A row whose creation has no response yet. */
interface Creation<Row> {
  readonly id: string;
  readonly row: Row;
  readonly recognises: (own: Row, server: Row) => boolean;
  /** Ids of similar rows that are known to be different. */
  readonly others: Set<string>;
}

/** Writes without a response yet. The same object as long as nothing changes. */
export interface PendingSnapshot<Row> {
  readonly creations: readonly Creation<Row>[];
  /** Expected states of rows; undefined row: deleted. */
  readonly states: readonly PlacedRow<Row>[];
}

export interface Pending {
  /** The write succeeded or failed. @param id the id of the created row */
  end(id?: string): void;
}

const NOT_KEPT_BY_FIELDS = new Set(['version', 'createdAt', 'updatedAt', 'updatedBy']);

/** Pending writes, as a layer over the server's state: reverting one removes it from the layer. */
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

  /** @param others existing rows, in case the new one resembles one of them */
  begin(write: PendingWrite<Row>, others: readonly Row[] = []): Pending {
    return write.kind === 'create' ? this.#beginCreation(write, others) : this.#beginState(write);
  }

  /** Waits for the responses to earlier writes to the same row, so that each write is for the version they produced. */
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

  /** Removes expected states that the server has reached or passed. */
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

/** Returns the list with pending writes applied. */
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

/** Returns a row with pending writes applied; null if deleted. */
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
