import { lazy, type ReactNode, Suspense, useState } from 'react';
import { type HistoryOf, RowHistoryContext } from '../../ui/row-history.js';

const RowHistory = lazy(() => import('./row-history.js'));

/** Shows the history of the row that a menu asks for. */
export function RowHistoryProvider({ children }: { children: ReactNode }) {
  const [of, setOf] = useState<HistoryOf>();
  return (
    <RowHistoryContext value={setOf}>
      {children}
      <Suspense>{of && <RowHistory of={of} onClose={() => setOf(undefined)} />}</Suspense>
    </RowHistoryContext>
  );
}
