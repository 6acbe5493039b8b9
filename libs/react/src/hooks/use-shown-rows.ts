import { startTransition, useEffect, useMemo, useState } from 'react';
import { ROWS_PER_FRAME } from '../live/live-cache.js';

/**
 * Returns the rows to render. Few changed ones, such as those of events, are rendered at once: begun again with each further
 * event, rendering them in a transition would end only after the last one, in one long task. Many new ones, such as those of
 * a page, are rendered in a transition, between what somebody types and clicks.
 */
export function useShownRows<Row>(rows: readonly Row[]): readonly Row[] {
  const [shown, setShown] = useState(rows);
  const isMuch = useMemo(() => {
    const known = new Set(shown);
    return rows.filter((row) => !known.has(row)).length > ROWS_PER_FRAME;
  }, [rows, shown]);
  useEffect(() => {
    if (isMuch) startTransition(() => setShown(rows));
  }, [isMuch, rows]);
  if (isMuch) return shown;
  if (shown !== rows) setShown(rows);
  return rows;
}
