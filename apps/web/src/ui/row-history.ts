import { createContext, useContext } from 'react';

/** A row whose history can be shown. */
export interface HistoryOf {
  /** The kind of row, as the activity log names it: `task`. */
  readonly resource: string;
  readonly rowId: string;
  readonly name: string;
}

/** Opens a row's history. The signed-in layout provides it, so that lists do not depend on the activity feature. */
export const RowHistoryContext = createContext<((of: HistoryOf) => void) | undefined>(undefined);

export const useRowHistory = () => useContext(RowHistoryContext);
