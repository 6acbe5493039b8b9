/** Takes back what was asked for. Calling it twice changes nothing. */
export type Unsubscribe = () => void;

export interface Timer {
  cancel(): void;
}

/** What the page goes through. `pageshow` comes only for a page that was kept and is shown again. */
export type PageEvent = 'online' | 'offline' | 'visibility' | 'pagehide' | 'pageshow' | 'freeze' | 'resume';

export interface Page {
  isOnline(): boolean;
  isHidden(): boolean;
  on(event: PageEvent, listener: () => void): Unsubscribe;
}

/** A BroadcastChannel: what one tab posts, every other tab of the origin receives, in the order it was posted. */
export interface TabChannel {
  post(message: unknown): void;
  close(): void;
}

export interface LockOptions {
  /** Takes the lock from whoever holds it; their request is rejected with an `AbortError`. */
  readonly steal?: boolean;
  /** Ends the wait. Without effect once the lock is held. */
  readonly signal?: AbortSignal;
}

/** The part of `navigator.locks` that is used: the lock is held until the promise of `task` settles. */
export interface TabLocks {
  request<T>(name: string, options: LockOptions, task: () => Promise<T>): Promise<T>;
}

/** localStorage. Reading gives null and writing does nothing where the browser refuses it. */
export interface TabStorage {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  /** Changes by other tabs. `key` is null when everything was cleared. */
  onChange(listener: (key: string | null) => void): Unsubscribe;
}

/** The part of `EventSource` that is used. */
export interface EventStream {
  addEventListener(
    type: string,
    listener: (event: { readonly data?: unknown; readonly lastEventId?: string }) => void,
  ): void;
  close(): void;
}

/**
 * Everything that a tab of a browser has and a program does not control: time, chance, the network, the other tabs.
 * `browserEnvironment()` is the real one; `@bellhop/client/testing` has one in which a test decides.
 */
export interface Environment {
  /** Unix milliseconds. */
  readonly now: () => number;
  after(delayMs: number, task: () => void): Timer;
  /** From 0 to 1, 1 excluded. */
  readonly random: () => number;
  fetch(url: string, init?: RequestInit): Promise<Response>;
  /** Undefined where there is no `EventSource`. */
  readonly openEventStream: ((url: string) => EventStream) | undefined;
  /** Undefined where there is no `BroadcastChannel`. */
  readonly openChannel: ((name: string, receive: (message: unknown) => void) => TabChannel) | undefined;
  /** Undefined where there is no `navigator.locks`: outside of secure contexts, for one. */
  readonly locks: TabLocks | undefined;
  /** Undefined where localStorage is denied. */
  readonly storage: TabStorage | undefined;
  readonly page: Page;
  /** Told of errors that a listener threw, so that they do not stop the others. */
  report(error: unknown): void;
}
