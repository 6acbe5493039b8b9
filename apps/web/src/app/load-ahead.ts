import { useEffect } from 'react';
import { loadUnsavedDialog } from '../features/unsaved/unsaved-work.js';

/** Bounds of the time from the layout until then, in milliseconds: later than the rows of the first page. */
const LATER_MS = { least: 1_000, most: 5_000 };

/**
 * Loaded when somebody wants it, but also to be there without a network, which is when the connection is looked at and work is
 * left unsaved. With the list of unsaved work come the parts that all forms need.
 */
const AHEAD = [
  () => import('../ui/loaded-menu.js'),
  () => import('./connection-popover.js'),
  loadUnsavedDialog,
  () => import('../features/tasks/task-form.js'),
  () => import('../features/finance/booking-form.js'),
];

export function useLoadedAhead(): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const load of AHEAD) load().catch(() => undefined);
    }, later());
    return () => clearTimeout(timer);
  }, []);
}

/** How long to wait: the rows take about twice as long as the entrance took, and a fast network leaves nothing to wait for. */
function later(): number {
  const [entrance] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const { least, most } = LATER_MS;
  return entrance ? Math.min(most, Math.max(least, 2 * entrance.domContentLoadedEventEnd)) : most;
}
