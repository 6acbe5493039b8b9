import { useEffect } from 'react';
import { loadUnsavedDialog } from '../features/unsaved/unsaved-work.js';

/** Later than the rows of the first page on a slow network, in milliseconds. */
const LATER_MS = 5_000;

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
    }, LATER_MS);
    return () => clearTimeout(timer);
  }, []);
}
