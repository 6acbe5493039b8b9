import { useSyncExternalStore } from 'react';
import { browserStorage } from '../../unsaved/text-storage.js';

const KEY = 'bellhop-single-keys';
const storage = browserStorage();
const listeners = new Set<() => void>();

/** Whether single letters act in this browser (WCAG 2.1.4): whoever speaks to the computer may turn them off. */
export const areSingleKeysOn = (): boolean => storage.read(KEY) !== 'off';

export function setSingleKeys(isOn: boolean): void {
  if (isOn) storage.remove(KEY);
  else storage.write(KEY, 'off');
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  const stop = storage.onChange(listener);
  return () => {
    listeners.delete(listener);
    stop();
  };
}

export const useSingleKeys = (): boolean => useSyncExternalStore(subscribe, areSingleKeysOn);
