import type { ByeReason } from '@bellhop/protocol';
import type { Batch } from '../delivery/batch.js';
import { reaches } from '../delivery/cursors.js';
import type { Environment, Timer, Unsubscribe } from '../environment/environment.js';
import { pause } from '../environment/waiting.js';
import { fetchStream } from './fetch-stream.js';
import { longPoll } from './long-poll.js';
import { RetryPolicy, type Step } from './retry-policy.js';
import { TransportChoice, type TransportPreference } from './transport-choice.js';
import type { Ending, FrameListener, Transport, TransportKind } from './transport.js';

/** State of the browser's connection, which the leader passes on to the other tabs. */
export interface Link {
  readonly status: 'connecting' | 'connected' | 'offline' | 'stopped';
  readonly transport: TransportKind | undefined;
  /** Attempts since the last connection, and the time of the next one (Unix milliseconds). */
  readonly retry: { readonly attempt: number; readonly at: number } | undefined;
  /** The newest event of the org's log when the connection opened. */
  readonly head: string | undefined;
  /** Set if `stopped`: the HTTP status that ended it. */
  readonly problem: string | undefined;
  readonly patience: Patience;
}

/** Reconnection limits set by the server. They apply to the whole browser, whichever tab's connection received them. */
export interface Patience {
  /** The server's `retry`, in milliseconds; 0 until it has sent one. */
  readonly retryMs: number;
  /** Earliest reconnection, in Unix milliseconds. */
  readonly until: number;
  /** Length of that wait when it began, in milliseconds, so that a clock that is set back cannot extend it. */
  readonly forMs: number;
}

export const NO_PATIENCE: Patience = { retryMs: 0, until: 0, forMs: 0 };

export const NO_LINK: Link = {
  status: 'connecting',
  transport: undefined,
  retry: undefined,
  head: undefined,
  problem: undefined,
  patience: NO_PATIENCE,
};

/** Credentials of the connection. */
export interface Authority {
  token(): string | undefined;
  /** `false`: no new token is available now. */
  refresh(): Promise<boolean>;
  /** Called when the server has ended the session. */
  end(reason: 'expired' | 'revoked'): void;
}

export interface ConnectionOptions {
  readonly environment: Environment;
  readonly authority: Authority;
  readonly baseUrl: string;
  readonly domains: readonly string[] | undefined;
  readonly propertyId: string | undefined;
  readonly preference: TransportPreference;
  /** Where to start; undefined for the newest event. */
  readonly cursor: string | undefined;
  /** Reconnection limits from the previous connection. */
  readonly patience: Patience;
  readonly onBatch: (batch: Batch) => void;
  readonly onLink: (link: Link) => void;
  /** For telemetry. */
  readonly onTrouble: (type: 'fast_empty' | 'subscribe_error', detail: string) => void;
}

/** How long the first frame may take, of a stream or of a probe, during which nothing else is read. In milliseconds. */
const FIRST_FRAME_MS = 6_000;
const PROBE_FRAME_MS = 2_500;
/** How long a connection may be down before the status is offline, in milliseconds. */
const OFFLINE_AFTER_MS = 5_000;

const TRANSPORTS: Readonly<Record<TransportKind, Transport>> = {
  stream: fetchStream,
  // Few browsers need it, so it is loaded on demand.
  'event-source': {
    kind: 'event-source',
    read: async (request, listener) => (await import('./event-source.js')).eventSource.read(request, listener),
  },
  'long-poll': longPoll,
};

/**
 * The connection to the server, maintained from `start` to `close`: one request at a time, over any transport that
 * works, each resuming at the position of the one before.
 *
 * `connecting` ─opened→ `connected` ─ended→ `connecting` ─5 s→ `offline`; any ─final error→ `stopped`.
 */
export class Connection {
  #cursor: string | undefined;
  #link = NO_LINK;
  #closed = false;
  #attempt = new AbortController();
  #offlineTimer: Timer | undefined;
  #opened = false;
  readonly #policy: RetryPolicy;
  readonly #choice: TransportChoice;
  readonly #unsubscribe: Unsubscribe[];

  constructor(private readonly options: ConnectionOptions) {
    const { environment, preference, cursor, patience } = options;
    this.#cursor = cursor;
    this.#link = { ...NO_LINK, patience };
    this.#policy = new RetryPolicy(environment.random, patience.retryMs);
    this.#choice = new TransportChoice(preference, streamingOf(environment), environment.now);
    this.#unsubscribe = [
      // Current requests are lost, and waits can end.
      environment.page.on('offline', () => this.#networkChanged()),
      environment.page.on('online', () => this.#networkChanged()),
    ];
  }

  /** Cursor of the next request. */
  get cursor(): string | undefined {
    return this.#cursor;
  }

  start(): void {
    void this.#run();
  }

  /** Closes it at once. */
  close(): void {
    this.#closed = true;
    this.#attempt.abort();
    this.#offlineTimer?.cancel();
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }

  /** Goes back to `cursor`, for a tab that has fewer events than were read so far. */
  rewind(cursor: string): void {
    if (this.#closed || (this.#cursor !== undefined && reaches(cursor, this.#cursor))) return;
    this.#cursor = cursor;
    this.#interrupt();
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      this.#attempt = new AbortController();
      if (!this.options.environment.page.isOnline()) {
        this.#away();
        await pause(this.options.environment, 2 ** 31 - 1, this.#attempt.signal);
        continue;
      }
      const early = this.#earlyBy();
      if (early > 0) {
        await this.#wait(early);
        // A finished wait is not repeated, whatever the clock says.
        if (!this.#attempt.signal.aborted) this.#bePatient(0);
        continue;
      }
      const step = await this.#try();
      if (this.#closed || !step) continue;
      if (step.do === 'stop') return this.#stop(step.why);
      if (step.do === 'sign-out') return this.options.authority.end(step.reason);
      this.#bePatient(step.atLeastMs);
      if (step.inMs > 0) await this.#wait(step.inMs);
    }
  }

  /** Milliseconds until the server allows this browser to reconnect, whatever has ended the wait. */
  #earlyBy(): number {
    const { until, forMs } = this.#link.patience;
    return Math.min(until - this.options.environment.now(), forMs);
  }

  #bePatient(forMs: number): void {
    const { retryMs } = this.#policy;
    this.#become({ patience: { retryMs, until: this.options.environment.now() + forMs, forMs } });
  }

  /** Makes one attempt, from the choice of a transport to the next step. Undefined: start over at once. */
  async #try(): Promise<Exclude<Step, { do: 'refresh' }> | undefined> {
    const { environment, authority } = this.options;
    const { signal } = this.#attempt;
    const kind = this.#choice.next();
    const isProbe = this.#choice.isProbing && kind !== 'long-poll';
    const token = authority.token();
    this.#opened = false;
    const ending: Ending =
      token === undefined
        ? { how: 'refused', status: 401, retryAfterMs: undefined }
        : await TRANSPORTS[kind].read(
            {
              ...this.options,
              cursor: this.#cursor,
              token,
              signal,
              firstFrameMs: isProbe ? PROBE_FRAME_MS : FIRST_FRAME_MS,
              isProbeDue: () => this.#choice.isProbeDue,
            },
            this.#listener(kind, signal),
          );
    if (this.#closed || signal.aborted) return undefined;
    this.#choice.ended(kind, ending, this.#opened, this.#policy.retryMs);
    const step = this.#policy.next(ending, this.#choice.next() !== kind);
    // A probe does not affect the status: polling continues.
    if (!isProbe && ending.how !== 'probe') {
      this.#report(kind, ending);
      this.#away(isFailure(ending));
    }
    if (step.do !== 'refresh') return step;
    // Another tab, or a request of this one, may have refreshed the token during this attempt.
    const isFresh = authority.token() !== undefined && authority.token() !== token;
    if (isFresh || (await authority.refresh())) return undefined;
    return environment.page.isOnline() ? this.#refreshFailed() : undefined;
  }

  #refreshFailed(): Exclude<Step, { do: 'refresh' }> | undefined {
    const step = this.#policy.refreshFailed();
    return step.do === 'refresh' ? undefined : step;
  }

  #listener(kind: TransportKind, signal: AbortSignal): FrameListener {
    const unlessAborted =
      <A extends unknown[]>(told: (...args: A) => void) =>
      (...args: A): void => {
        if (!signal.aborted) told(...args);
      };
    return {
      opened: unlessAborted((ready) => {
        this.#opened = true;
        this.#policy.opened();
        this.#choice.opened(kind);
        this.#offlineTimer?.cancel();
        this.#offlineTimer = undefined;
        this.#become({ status: 'connected', transport: kind, retry: undefined, head: ready?.head ?? this.#link.head });
      }),
      alive: unlessAborted(() => this.#choice.streams()),
      batch: unlessAborted((batch) => {
        this.#cursor = batch.to;
        this.options.onBatch(batch);
      }),
      retry: unlessAborted((ms) => {
        this.#policy.retryMs = ms;
        this.#become({ patience: { ...this.#link.patience, retryMs: this.#policy.retryMs } });
      }),
      fastEmpty: unlessAborted(() => this.options.onTrouble('fast_empty', kind)),
    };
  }

  #interrupt(): void {
    this.#attempt.abort();
  }

  #networkChanged(): void {
    this.#away(false);
    this.#interrupt();
  }

  async #wait(inMs: number): Promise<void> {
    const { environment } = this.options;
    const retry = { attempt: this.#policy.failures, at: environment.now() + inMs };
    this.#become({ ...this.#link, retry });
    await pause(environment, inMs, this.#attempt.signal);
    if (!this.#closed) this.#become({ ...this.#link, retry: undefined });
  }

  /** @param failed whether it is more than a short break between two connections */
  #away(failed = true): void {
    if (this.#link.status === 'connected') this.#become({ ...this.#link, status: 'connecting' });
    if (!failed || this.#offlineTimer || this.#link.status === 'offline') return;
    this.#offlineTimer = this.options.environment.after(OFFLINE_AFTER_MS, () => {
      this.#offlineTimer = undefined;
      this.#become({ ...this.#link, status: 'offline' });
    });
  }

  #stop(why: string): void {
    this.#offlineTimer?.cancel();
    this.#become({ ...this.#link, status: 'stopped', retry: undefined, problem: why });
  }

  #report(kind: TransportKind, ending: Ending): void {
    const expected: readonly ByeReason[] = ['shutdown', 'expired', 'revoked'];
    if (!isFailure(ending) || (ending.how === 'bye' && expected.includes(ending.reason))) return;
    const what = ending.how === 'refused' ? ending.status : ending.how === 'bye' ? ending.reason : '';
    this.options.onTrouble('subscribe_error', `${kind} ${ending.how} ${what}`.trim());
  }

  #become(link: Partial<Link>): void {
    this.#link = { ...this.#link, ...link };
    this.options.onLink(this.#link);
  }
}

/** A browser whose `fetch` cannot stream a body has only its `EventSource` for streams. */
function streamingOf({ openEventStream }: Environment): TransportKind {
  const fetchStreams = typeof ReadableStream !== 'undefined' && 'body' in Response.prototype;
  return fetchStreams || !openEventStream ? 'stream' : 'event-source';
}

const isFailure = ({ how }: Ending): boolean => !['aborted', 'probe', 'suspended'].includes(how);
