/** Cancels a subscription. Idempotent. */
export type Unsubscribe = () => void;

export interface Timer {
  cancel(): void;
}

/** Page lifecycle events. `pageshow` is reported only for a page from the back/forward cache. */
export type PageEvent = 'online' | 'offline' | 'visibility' | 'pagehide' | 'pageshow' | 'freeze' | 'resume';

export interface Page {
  isOnline(): boolean;
  isHidden(): boolean;
  on(event: PageEvent, listener: () => void): Unsubscribe;
}

/** A BroadcastChannel: delivers each message to all other tabs of the origin, in order. */
export interface TabChannel {
  post(message: unknown): void;
  close(): void;
}

export interface LockOptions {
  /** Takes the lock from its holder, whose request rejects with an `AbortError`. */
  readonly steal?: boolean;
  /** Cancels the wait. No effect once the lock is held. */
  readonly signal?: AbortSignal;
}

/** The part of `navigator.locks` in use: the lock is held until the promise of `task` settles. */
export interface TabLocks {
  request<T>(name: string, options: LockOptions, task: () => Promise<T>): Promise<T>;
  /** Whether any tab holds a lock whose name begins with `prefix`. Rejects if the browser cannot tell. */
  isHeld(prefix: string): Promise<boolean>;
}

/** localStorage. If the browser denies access, reads return null and writes do nothing. */
export interface TabStorage {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  /** Reports changes by other tabs. `key` is null after a clear. */
  onChange(listener: (key: string | null) => void): Unsubscribe;
}

/** The part of `EventSource` in use. */
export interface EventStream {
  addEventListener(
    type: string,
    listener: (event: { readonly data?: unknown; readonly lastEventId?: string }) => void,
  ): void;
  close(): void;
}

/**
 * Everything a tab depends on and does not control: time, randomness, the network, other tabs. `browserEnvironment()`
 * is the real one; `@bellhop/client/testing` has a simulated one.
 */
export interface Environment {
  /** Unix milliseconds. */
  readonly now: () => number;
  after(delayMs: number, task: () => void): Timer;
  /** Returns a number from 0 to 1, 1 excluded. */
  readonly random: () => number;
  fetch(url: string, init?: RequestInit): Promise<Response>;
  /** Undefined without `EventSource`. */
  readonly openEventStream: ((url: string) => EventStream) | undefined;
  /** Undefined without `BroadcastChannel`. */
  readonly openChannel: ((name: string, receive: (message: unknown) => void) => TabChannel) | undefined;
  /** Undefined without `navigator.locks`, such as outside secure contexts. */
  readonly locks: TabLocks | undefined;
  /** Undefined if localStorage is denied. */
  readonly storage: TabStorage | undefined;
  readonly page: Page;
  /** Reports an exception of a listener, which must not stop the others. */
  report(error: unknown): void;
}
