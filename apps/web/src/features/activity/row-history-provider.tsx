import { type ReactNode, useState } from 'react';
import { loadedComponent } from '../../ui/loaded-component.js';
import { type HistoryOf, RowHistoryContext } from '../../ui/row-history.js';

const RowHistory = loadedComponent(() => import('./row-history.js'));

/** Shows the history of the row that a menu asks for. */
export function RowHistoryProvider({ children }: { children: ReactNode }) {
  const [of, setOf] = useState<HistoryOf>();
  return (
    <RowHistoryContext value={setOf}>
      {children}
      {of && <RowHistory of={of} onClose={() => setOf(undefined)} />}
    </RowHistoryContext>
  );
}
