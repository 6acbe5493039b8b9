/** What every row of the API has. */
export interface VersionedRow {
  /** Grows by one with each change of the row, its deletion included. */
  readonly version: number;
}

export interface RowDefinition<Row extends VersionedRow> {
  readonly id: (row: Row) => string;
  /**
   * Whether the list shows the row: the same answer as the server's filter gives.
   * @default every row
   */
  readonly accepts?: (row: Row) => boolean;
}

/** What happened to one row. */
export type RowChange<Row extends VersionedRow> =
  | { readonly kind: 'put'; readonly row: Row }
  | { readonly kind: 'remove'; readonly id: string; readonly version: number };

/** Rows by id, and what is known of those that are not among them: that they are gone, or not for this list. */
export interface Rows<Row extends VersionedRow> {
  readonly byId: ReadonlyMap<string, Row>;
  /** Id → the version from which on the row is not shown. */
  readonly gone: ReadonlyMap<string, number>;
}

/** How many rows that are gone are remembered, the oldest forgotten first. */
const REMEMBERED_GONE = 1_000;

export const emptyRows = <Row extends VersionedRow>(): Rows<Row> => ({ byId: new Map(), gone: new Map() });

/** The rows after the change. The higher version wins, whatever order they come in; the same object if nothing changed. */
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
 * The rows after a snapshot has come: what it has, in its order, but never an older state of a row than is known, and none
 * that is known to be gone. What it lacks is gone too; `since` is what happened after it was taken.
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
