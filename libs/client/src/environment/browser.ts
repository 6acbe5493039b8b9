import type { Environment, PageEvent, TabStorage, Unsubscribe } from './environment.js';

/** The real browser. The client works without the features it lacks (locks, channels, storage). */
export function browserEnvironment(): Environment {
  return {
    now: () => Date.now(),
    after: (delayMs, task) => {
      const handle = setTimeout(task, delayMs);
      return { cancel: () => clearTimeout(handle) };
    },
    random: () => Math.random(),
    fetch: (url, init) => fetch(url, init),
    openEventStream: typeof EventSource === 'undefined' ? undefined : (url) => new EventSource(url),
    openChannel:
      typeof BroadcastChannel === 'undefined'
        ? undefined
        : (name, receive) => {
            const channel = new BroadcastChannel(name);
            channel.onmessage = ({ data }) => receive(data);
            return { post: (message) => channel.postMessage(message), close: () => channel.close() };
          },
    locks: typeof navigator === 'undefined' ? undefined : lockManager(),
    storage: localStorageOf(),
    page: {
      isOnline: () => typeof navigator === 'undefined' || navigator.onLine !== false,
      isHidden: () => typeof document !== 'undefined' && document.visibilityState === 'hidden',
      on: onPage,
    },
    report: (error) => (typeof reportError === 'function' ? reportError(error) : queueMicrotask(() => rethrow(error))),
  };
}

function lockManager(): Environment['locks'] {
  // Declared by the types, but missing in insecure contexts.
  const locks = navigator.locks as LockManager | undefined;
  return (
    locks && {
      request: async (name, options, task) => locks.request(name, options, task),
      isHeld: async (prefix) => !!(await locks.query()).held?.some(({ name }) => name?.startsWith(prefix)),
    }
  );
}

/** Accessing localStorage throws if cookies are blocked. */
function localStorageOf(): TabStorage | undefined {
  try {
    const { localStorage } = globalThis;
    if (!localStorage) return undefined;
    return {
      get: (key) => quietly(() => localStorage.getItem(key)) ?? null,
      set: (key, value) => void quietly(() => localStorage.setItem(key, value)),
      remove: (key) => void quietly(() => localStorage.removeItem(key)),
      onChange: (listener) =>
        listen(globalThis, 'storage', (event) => {
          const { key, storageArea } = event as StorageEvent;
          if (storageArea === localStorage) listener(key);
        }),
    };
  } catch {
    return undefined;
  }
}

const TARGETS: Readonly<Record<PageEvent, readonly [on: 'window' | 'document', type: string]>> = {
  online: ['window', 'online'],
  offline: ['window', 'offline'],
  visibility: ['document', 'visibilitychange'],
  pagehide: ['window', 'pagehide'],
  pageshow: ['window', 'pageshow'],
  freeze: ['document', 'freeze'],
  resume: ['document', 'resume'],
};

function onPage(event: PageEvent, listener: () => void): Unsubscribe {
  const [on, type] = TARGETS[event];
  if (typeof document === 'undefined') return () => undefined;
  return listen(on === 'window' ? globalThis : document, type, (native) => {
    if (event !== 'pageshow' || (native as PageTransitionEvent).persisted) listener();
  });
}

function listen(target: EventTarget, type: string, listener: (event: Event) => void): Unsubscribe {
  target.addEventListener?.(type, listener);
  return () => target.removeEventListener?.(type, listener);
}

function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function rethrow(error: unknown): never {
  throw error;
}
