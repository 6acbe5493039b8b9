/** Required of every row of the API. */
export interface VersionedRow {
  /** Increases by one with each change of the row, including its deletion. */
  readonly version: number;
}

export interface RowDefinition<Row extends VersionedRow> {
  readonly id: (row: Row) => string;
  /**
   * Whether the list shows the row. Must agree with the server's filter.
   * @default every row
   */
  readonly accepts?: (row: Row) => boolean;
}

/** A change of one row. */
export type RowChange<Row extends VersionedRow> =
  | { readonly kind: 'put'; readonly row: Row }
  | { readonly kind: 'remove'; readonly id: string; readonly version: number };

/** Rows by id, and the ids of rows that are deleted or do not match the list. */
export interface Rows<Row extends VersionedRow> {
  readonly byId: ReadonlyMap<string, Row>;
  /** Id → version from which on the row is not shown. */
  readonly gone: ReadonlyMap<string, number>;
}

/** Removed rows that are remembered; the oldest are forgotten first. */
const REMEMBERED_GONE = 1_000;

export const emptyRows = <Row extends VersionedRow>(): Rows<Row> => ({ byId: new Map(), gone: new Map() });

/**
 * Returns the rows after a change. The higher version wins, in whatever order; returns the same object if nothing
 * changed.
 */
export function applyChange<Row extends VersionedRow>(
  rows: Rows<Row>,
  change: RowChange<Row>,
  { id: idOf, accepts = () => true }: RowDefinition<Row>,
): Rows<Row> {
  const id = change.kind === 'put' ? idOf(change.row) : change.id;
  const version = change.kind === 'put' ? change.row.version : change.version;
  if (version <= knownVersion(rows, id)) return rows;

  const byId = new Map(rows.byId);
  const gone = new Map(rows.gone);
  gone.delete(id);
  if (change.kind === 'put' && accepts(change.row)) byId.set(id, change.row);
  else {
    byId.delete(id);
    gone.set(id, version);
    if (gone.size > REMEMBERED_GONE)
      for (const oldest of gone.keys()) {
        gone.delete(oldest);
        break;
      }
  }
  return { byId, gone };
}

/**
 * Returns the rows after a snapshot: its rows in its order, but never an older state than known, and none known to be
 * removed. Rows it lacks are removed; `since` holds the changes made after it was taken.
 */
export function mergeSnapshot<Row extends VersionedRow>(
  rows: Rows<Row>,
  snapshot: readonly Row[],
  since: readonly RowChange<Row>[],
  definition: RowDefinition<Row>,
): Rows<Row> {
  const byId = new Map<string, Row>();
  for (const row of snapshot) {
    const id = definition.id(row);
    const known = rows.byId.get(id);
    if ((rows.gone.get(id) ?? 0) >= row.version) continue;
    byId.set(id, known && known.version > row.version ? known : row);
  }
  const merged: Rows<Row> = { byId, gone: rows.gone };
  return since.reduce((state, change) => applyChange(state, change, definition), merged);
}

function knownVersion<Row extends VersionedRow>({ byId, gone }: Rows<Row>, id: string): number {
  return byId.get(id)?.version ?? gone.get(id) ?? 0;
}
