import type { Bye, Gap, Ready, RealtimeEvent } from '@bellhop/contracts';
import { createParser, type EventSourceMessage } from 'eventsource-parser';

export interface StreamState {
  /** `connecting` covers the short pauses between attempts; `offline` means that it is no longer a matter of moments. */
  readonly status: 'stopped' | 'connecting' | 'live' | 'offline';
  /** When the last event arrived, in Unix milliseconds. */
  readonly lastEventTime: number | undefined;
  /** Where this client stands in the org's log. */
  readonly cursor: string | undefined;
}

export interface StreamOptions {
  readonly url: string;
  /** The bearer token, asked for at every attempt. */
  readonly token: () => string | undefined;
  /** The server does not take the token. The stream has stopped. */
  readonly onRefused: () => void;
  /** @default Math.random */
  readonly random?: () => number;
  /** @default Date.now */
  readonly now?: () => number;
  /** @default the browser's fetch */
  readonly fetch?: typeof fetch;
}

const INITIAL: StreamState = { status: 'stopped', lastEventTime: undefined, cursor: undefined };
/** Base of the back-off until the server sends its own in a `retry` field. */
const RETRY_MS = 2_000;
const MAX_DELAY_MS = 30_000;
/** A connection that lived this long was a good one: the next failure counts as the first. */
const SETTLED_AFTER_MS = 5_000;
const ATTEMPTS_UNTIL_OFFLINE = 3;
/** Until `ready` tells how often heartbeats come. */
const HEARTBEAT_MS = 15_000;
const REMEMBERED_EVENTS = 1_000;

/**
 * One stream of the org's events, kept up for as long as it is started (docs/protocol.md, "Stream").
 *
 * `stopped` ─start→ `connecting` ─ready→ `live` ─end, error or two missed heartbeats→ `connecting` ─repeatedly→ `offline`.
 * Attempts are spaced by exponential back-off with full jitter; `online` cuts the wait short. Each attempt resumes at the
 * cursor, so an event is seen once however often the connection breaks.
 */
export class RealtimeStream {
  #state = INITIAL;
  #attempt = 0;
  #retryMs = RETRY_MS;
  #connection: AbortController | undefined;
  #wait: ReturnType<typeof setTimeout> | undefined;
  readonly #seen = new Set<string>();
  readonly #stateListeners = new Set<() => void>();
  readonly #eventListeners = new Set<(event: RealtimeEvent) => void>();
  readonly #lossListeners = new Set<(domains: readonly string[] | 'all') => void>();
  readonly #options: Required<StreamOptions>;

  constructor(options: StreamOptions) {
    this.#options = { random: Math.random, now: Date.now, fetch: (...args) => fetch(...args), ...options };
  }

  readonly getSnapshot = (): StreamState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => listen(this.#stateListeners, listener);

  /** Every event once, in the order of the log. */
  onEvent(listener: (event: RealtimeEvent) => void): () => void {
    return listen(this.#eventListeners, listener);
  }

  /** What was read of these domains before now may lack events that will not come: read it again. */
  onLoss(listener: (domains: readonly string[] | 'all') => void): () => void {
    return listen(this.#lossListeners, listener);
  }

  /** Resolves when the stream is live, or after `patienceMs`: a snapshot read from then on overlaps with the stream. */
  settled(patienceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        unsubscribe();
        resolve();
      };
      const unsubscribe = this.subscribe(() => this.#state.status === 'live' && done());
      const timer = setTimeout(done, this.#state.status === 'connecting' ? patienceMs : 0);
    });
  }

  start(): void {
    if (this.#state.status !== 'stopped') return;
    window.addEventListener('online', this.#online);
    window.addEventListener('offline', this.#offline);
    void this.#connect();
  }

  /** Ends the connection and forgets the place in the log: the next `start` may be another user's. */
  stop(): void {
    window.removeEventListener('online', this.#online);
    window.removeEventListener('offline', this.#offline);
    this.#disconnect();
    this.#attempt = 0;
    this.#seen.clear();
    this.#become(INITIAL);
  }

  readonly #online = () => {
    this.#disconnect();
    void this.#connect();
  };

  readonly #offline = () => {
    this.#disconnect();
    this.#become({ status: 'offline' });
  };

  #disconnect(): void {
    clearTimeout(this.#wait);
    this.#connection?.abort();
    this.#connection = undefined;
  }

  async #connect(): Promise<void> {
    const connection = new AbortController();
    this.#connection = connection;
    if (this.#state.status !== 'offline') this.#become({ status: 'connecting' });
    const openedAt = this.#options.now();
    const delayMs = await this.#read(connection).catch(() => undefined);
    if (this.#connection !== connection) return;
    connection.abort();

    if (this.#state.status === 'live' && this.#options.now() - openedAt > SETTLED_AFTER_MS) this.#attempt = 0;
    const ceiling = Math.min(MAX_DELAY_MS, this.#retryMs * 2 ** this.#attempt);
    this.#attempt += 1;
    this.#become({ status: this.#attempt > ATTEMPTS_UNTIL_OFFLINE ? 'offline' : 'connecting' });
    this.#wait = setTimeout(() => void this.#connect(), delayMs ?? this.#options.random() * ceiling);
  }

  /** Reads one connection to its end. Returns how long the server wants us to wait, where it says so. */
  async #read(connection: AbortController): Promise<number | undefined> {
    const { url, token, onRefused } = this.#options;
    const { cursor } = this.#state;
    let heartbeatMs = HEARTBEAT_MS;
    let watchdog: ReturnType<typeof setTimeout> | undefined;
    const alive = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => connection.abort(), 2 * heartbeatMs + 1_000);
    };
    let waitMs: number | undefined;
    const parser = createParser({
      onRetry: (ms) => (this.#retryMs = ms),
      onEvent: (message) => {
        const frame = message.event ?? 'message';
        if (frame === 'ready') heartbeatMs = (JSON.parse(message.data) as Ready).heartbeatMs;
        if (frame === 'bye') waitMs = (JSON.parse(message.data) as Bye).reconnectInMs;
        this.#receive(frame, message, cursor);
      },
    });

    alive();
    try {
      const response = await this.#options.fetch(url, {
        headers: {
          accept: 'text/event-stream',
          authorization: `Bearer ${token() ?? ''}`,
          ...(cursor !== undefined && { 'last-event-id': cursor }),
        },
        cache: 'no-store',
        signal: connection.signal,
      });
      if (response.status === 401 && this.#connection === connection) {
        this.stop();
        onRefused();
      }
      if (!response.ok || !response.body) return secondsOf(response.headers.get('retry-after'));

      const text = response.body.pipeThrough(new TextDecoderStream());
      for (const reader = text.getReader(); ;) {
        const { done, value } = await reader.read();
        if (done || this.#connection !== connection) return waitMs;
        alive();
        parser.feed(value);
      }
    } finally {
      clearTimeout(watchdog);
    }
  }

  #receive(frame: string, { id, data }: EventSourceMessage, resumedFrom: string | undefined): void {
    const cursor = id ?? this.#state.cursor;
    if (frame === 'ready') {
      this.#become({ status: 'live', cursor });
      if (resumedFrom === undefined) this.#lose('all');
    } else if (frame === 'gap') {
      this.#become({ cursor });
      this.#lose((JSON.parse(data) as Gap).domains);
    } else if (frame === 'access') {
      this.#lose('all');
    } else if (frame === 'heartbeat' || frame === 'bye') {
      this.#become({ cursor });
    } else {
      const event = JSON.parse(data) as RealtimeEvent;
      this.#become({ cursor, lastEventTime: this.#options.now() });
      if (this.#isNew(event.eventId)) for (const listener of this.#eventListeners) listener(event);
    }
  }

  #isNew(eventId: string): boolean {
    if (this.#seen.has(eventId)) return false;
    this.#seen.add(eventId);
    const [oldest] = this.#seen;
    if (this.#seen.size > REMEMBERED_EVENTS && oldest !== undefined) this.#seen.delete(oldest);
    return true;
  }

  #lose(domains: readonly string[] | 'all'): void {
    for (const listener of this.#lossListeners) listener(domains);
  }

  #become(change: Partial<StreamState>): void {
    const before = this.#state;
    this.#state = { ...before, ...change };
    for (const listener of this.#stateListeners) listener();
  }
}

function listen<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function secondsOf(retryAfter: string | null): number | undefined {
  const seconds = Number(retryAfter ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1_000 : undefined;
}
