import type {
  Environment,
  EventStream,
  Page,
  PageEvent,
  TabChannel,
  TabStorage,
  Timer,
  Unsubscribe,
} from '../environment/environment.js';
import { openSimulatedEventStream } from './simulated-event-stream.js';
import { deliveredBody } from './simulated-body.js';
import type { SimulatedClock } from './simulated-clock.js';
import type { SimulatedLocks } from './simulated-locks.js';
import type { SimulatedNetwork } from './simulated-network.js';

/** Features of this tab's browser; each is available unless `false`. */
export interface TabFeatures {
  readonly locks?: boolean;
  readonly channels?: boolean;
  readonly storage?: boolean;
}

/** The shared parts of a tab's browser. */
export interface TabHost {
  readonly clock: SimulatedClock;
  readonly locks: SimulatedLocks;
  readonly storage: Map<string, string>;
  readonly cookies: Map<string, string>;
  readonly network: SimulatedNetwork;
  readonly isOnline: boolean;
  random(): number;
  broadcast(from: SimulatedTab, channel: string, message: unknown): void;
  changed(by: SimulatedTab, key: string): void;
  forget(tab: SimulatedTab): void;
}

interface OpenChannel {
  readonly name: string;
  readonly receive: (message: unknown) => void;
}

/**
 * A tab as an {@link Environment}. It can be frozen (messages to it wait), thawed, hidden, put into the back/forward
 * cache and shown again, or killed without any event.
 */
export class SimulatedTab implements Environment {
  readonly openChannel: Environment['openChannel'];
  readonly locks: Environment['locks'];
  readonly storage: Environment['storage'];
  /** Errors thrown by listeners. */
  readonly reported: unknown[] = [];
  readonly page: Page;
  /** Requests whose response has not ended. */
  readonly requests = new Set<AbortController>();
  #state: 'running' | 'frozen' | 'dead' = 'running';
  #isHidden = false;
  #held: (() => void)[] = [];
  #channels: OpenChannel[] = [];
  /** Arrival of each sender's last message, so that the next one does not overtake it. */
  readonly #arrivals = new Map<SimulatedTab, number>();
  readonly #pageListeners = new Map<PageEvent, Set<() => void>>();
  readonly #storageListeners = new Set<(key: string | null) => void>();

  constructor(
    private readonly browser: TabHost,
    readonly name: string,
    { locks = true, channels = true, storage = true }: TabFeatures,
  ) {
    this.openChannel = channels ? (channel, receive) => this.#openChannel({ name: channel, receive }) : undefined;
    this.locks = locks ? browser.locks.of(this, (task) => this.deliver(task)) : undefined;
    this.storage = storage ? this.#storage() : undefined;
    this.page = {
      isOnline: () => browser.isOnline,
      isHidden: () => this.#isHidden,
      on: (event, listener) => this.#onPage(event, listener),
    };
  }

  get isDead(): boolean {
    return this.#state === 'dead';
  }

  get isFrozen(): boolean {
    return this.#state === 'frozen';
  }

  readonly now = (): number => this.browser.clock.now();

  readonly random = (): number => this.browser.random();

  report(error: unknown): void {
    this.reported.push(error);
  }

  after(delayMs: number, task: () => void): Timer {
    let isCancelled = false;
    const timer = this.browser.clock.after(delayMs, () => this.deliver(() => isCancelled || task()));
    return {
      cancel: () => {
        isCancelled = true;
        timer.cancel();
      },
    };
  }

  readonly openEventStream = (url: string): EventStream =>
    openSimulatedEventStream(
      (init) => this.fetch(url, init),
      (error) => this.report(error),
    );

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const { pathname, searchParams } = new URL(url, 'http://simulated');
    const request = new AbortController();
    const signal = init.signal ?? new AbortController().signal;
    if (signal.aborted) throw new DOMException('aborted', 'AbortError');
    this.requests.add(request);
    const over = (): void => void this.requests.delete(request);
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        over();
        request.abort();
        reject(error);
      };
      signal.addEventListener('abort', () => fail(new DOMException('aborted', 'AbortError')), { once: true });
      request.signal.addEventListener('abort', () => this.deliver(() => fail(new TypeError('network error'))));
      if (!this.browser.isOnline) return request.abort();
      this.browser
        .network({
          method: init.method ?? 'GET',
          path: pathname,
          query: searchParams,
          headers: new Headers(init.headers),
          body: typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined,
          signal: request.signal,
          tab: this.name,
          cookies: this.browser.cookies,
        })
        .then(
          (response) =>
            this.deliver(() =>
              resolve(deliveredBody(response, { request, signal, over, deliver: (task) => this.deliver(task) })),
            ),
          (error: Error) => this.deliver(() => fail(error)),
        );
    });
  }

  /** Nothing reaches the tab from now on. @param tellsPage whether the page first gets a `freeze` event */
  freeze(tellsPage = false): void {
    if (tellsPage) this.#tell('freeze');
    if (this.#state === 'running') this.#state = 'frozen';
  }

  /** Resumes the tab; everything that waited arrives at once. */
  thaw(tellsPage = false): void {
    if (this.#state !== 'frozen') return;
    this.#state = 'running';
    if (tellsPage) this.#tell('resume');
    this.#deliverHeld();
  }

  setHidden(isHidden: boolean): void {
    this.#isHidden = isHidden;
    this.#tell('visibility');
  }

  /** Navigates away; the page goes into the back/forward cache. */
  putAside(): void {
    this.#tell('pagehide');
    this.freeze();
    for (const request of this.requests) request.abort();
  }

  /** Shows the page again: its timers continue, its earlier requests are aborted. */
  showAgain(): void {
    this.#state = 'running';
    this.#tell('pageshow');
    this.#deliverHeld();
  }

  /** Crashes the tab, without any event. */
  kill(): void {
    this.#state = 'dead';
    for (const request of this.requests) request.abort();
    this.browser.forget(this);
  }

  /** Runs a task of the browser in this tab, now or after a thaw. */
  deliver(task: () => void): void {
    if (this.#state === 'frozen') this.#held.push(task);
    else if (this.#state === 'running') task();
  }

  hear(from: SimulatedTab, name: string, message: unknown, delayMs: number): void {
    const at = Math.max(this.now() + delayMs, this.#arrivals.get(from) ?? 0);
    this.#arrivals.set(from, at);
    for (const channel of this.#channels.filter((open) => open.name === name)) {
      this.browser.clock.after(at - this.now(), () => {
        this.deliver(() => this.#channels.includes(channel) && channel.receive(message));
      });
    }
  }

  storageChanged(key: string, delayMs: number): void {
    this.browser.clock.after(delayMs, () => {
      this.deliver(() => {
        for (const listener of this.#storageListeners) listener(key);
      });
    });
  }

  networkChanged(isOnline: boolean): void {
    if (!isOnline) for (const request of this.requests) request.abort();
    this.deliver(() => this.#tell(isOnline ? 'online' : 'offline'));
  }

  #deliverHeld(): void {
    const held = this.#held;
    this.#held = [];
    for (const task of held) this.deliver(task);
  }

  #tell(event: PageEvent): void {
    if (this.#state === 'dead') return;
    for (const listener of [...(this.#pageListeners.get(event) ?? [])]) listener();
  }

  #onPage(event: PageEvent, listener: () => void): Unsubscribe {
    const listeners = this.#pageListeners.get(event) ?? new Set();
    this.#pageListeners.set(event, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  #openChannel(channel: OpenChannel): TabChannel {
    this.#channels.push(channel);
    return {
      post: (message) => {
        if (this.#state !== 'dead') this.browser.broadcast(this, channel.name, message);
      },
      close: () => {
        this.#channels = this.#channels.filter((open) => open !== channel);
      },
    };
  }

  #storage(): TabStorage {
    const { storage } = this.browser;
    const change = (key: string, write: () => void): void => {
      const before = storage.get(key);
      write();
      if (storage.get(key) !== before) this.browser.changed(this, key);
    };
    return {
      get: (key) => storage.get(key) ?? null,
      set: (key, value) => change(key, () => storage.set(key, value)),
      remove: (key) => change(key, () => storage.delete(key)),
      onChange: (listener) => {
        this.#storageListeners.add(listener);
        return () => void this.#storageListeners.delete(listener);
      },
    };
  }
}
