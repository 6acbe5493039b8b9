import { UnreachableError } from '@bellhop/react';
import { useState } from 'react';
import { i18n } from '../language/messages.js';
import { notifyError } from './notify-error.js';

/** Modules that have arrived, by the function that loads them. */
const arrived = new Map<() => Promise<unknown>, unknown>();

export interface Loaded<T> {
  /** The module, once it is there. */
  readonly loaded: T | undefined;
  /** Loads it in advance. */
  readonly prepare: () => void;
  /** Loads it for somebody who waits for it, and reports a failure. The next call tries again. */
  readonly demand: () => void;
}

/** @returns the module, once it is there, and a function that loads it: for {@link useLoaded} and `loadedComponent` */
export function useModule<T>(load: () => Promise<T>): {
  readonly loaded: T | undefined;
  readonly bring: () => Promise<void>;
} {
  const [loaded, setLoaded] = useState<T | undefined>(() => arrived.get(load) as T | undefined);
  const bring = async (): Promise<void> => {
    if (loaded) return;
    const module = (arrived.get(load) as T | undefined) ?? (await load());
    arrived.set(load, module);
    setLoaded(() => module);
  };
  return { loaded, bring };
}

/**
 * Code that is loaded when it is wanted, into a component that stays as it is meanwhile: `lazy` would replace it, and with it
 * the element that has the focus.
 */
export function useLoaded<T>(load: () => Promise<T>): Loaded<T> {
  const { loaded, bring } = useModule(load);
  return {
    loaded,
    prepare: () => void bring().catch(() => undefined),
    demand: () =>
      void bring().catch((cause: unknown) => notifyError(i18n.t('app:notLoaded'), new UnreachableError({ cause }))),
  };
}
