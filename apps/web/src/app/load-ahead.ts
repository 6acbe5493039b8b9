import { useEffect } from 'react';
import { loadUnsavedDialog } from '../features/unsaved/unsaved-work.js';
import { behindRows } from './first-rows.js';

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
].map(behindRows<unknown>);

export function useLoadedAhead(): void {
  useEffect(() => {
    for (const load of AHEAD) void load();
  }, []);
}
