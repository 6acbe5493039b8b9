import type { VersionedRow } from '@bellhop/client';
import type { LiveQuery } from '@bellhop/react';
import { createContext, useContext } from 'react';
import { kindOf } from '../unsaved/kind-of.js';

/** A row whose history can be shown. */
export interface HistoryOf {
  /** The kind of row, as the activity log names it: `task`. */
  readonly resource: string;
  readonly rowId: string;
  readonly name: string;
}

/** Returns the history of a row in a live list, to be named. */
export const historyOf = <Row extends VersionedRow, View extends object>(
  rows: LiveQuery<Row, View>,
  row: Row,
): Omit<HistoryOf, 'name'> => ({ resource: kindOf(rows), rowId: rows.idOf(row) });

/** Opens a row's history. The signed-in layout provides it, so that lists do not depend on the activity feature. */
export const RowHistoryContext = createContext<((of: HistoryOf) => void) | undefined>(undefined);

export const useRowHistory = () => useContext(RowHistoryContext);
