import type { Ending } from './transport.js';

/** Longest wait between two attempts, in milliseconds; a `Retry-After` may ask for more. */
export const MAX_RETRY_MS = 60_000;
/** Until the server says something else in a `retry` field. */
const RETRY_MS = 2_000;
const UNAVAILABLE_MS = 1_000;
/** A server that says "come back at once" each time is not to be run over. */
const SOONEST_MS = 250;

export type Step =
  | { readonly do: 'retry'; readonly inMs: number }
  /** Get another access token, then try again. */
  | { readonly do: 'refresh' }
  /** Nothing will make this work: do not try again. */
  | { readonly do: 'stop'; readonly why: string }
  /** The session is over. */
  | { readonly do: 'sign-out'; readonly reason: 'expired' | 'revoked' };

/**
 * What an ending leads to (requirements.md, the error matrix). Attempts are spaced exponentially with jitter, from
 * the server's `retry` up to {@link MAX_RETRY_MS}; how long a connection lived is never looked at, only whether it opened.
 */
export class RetryPolicy {
  #failures = 0;
  #refreshed = false;
  #wasUnavailable = false;
  #retryMs = RETRY_MS;

  constructor(private readonly random: () => number) {}

  /** Attempts since the last one that opened. */
  get failures(): number {
    return this.#failures;
  }

  /** The server's own reconnection time. */
  set retryMs(ms: number) {
    this.#retryMs = Math.min(ms, MAX_RETRY_MS);
  }

  /** A connection opened: whatever went wrong before is over. */
  opened(): void {
    this.#failures = 0;
    this.#refreshed = false;
    this.#wasUnavailable = false;
  }

  /** No new token was to be had: the next refusal may ask for one again. */
  refreshFailed(): Step {
    this.#refreshed = false;
    return this.#backOff();
  }

  /** @param switches whether the next attempt is over another transport: then it need not wait */
  next(ending: Ending, switches: boolean): Step {
    switch (ending.how) {
      case 'aborted':
      case 'probe':
      case 'suspended':
        return { do: 'retry', inMs: 0 };
      case 'silent':
      case 'unusable':
        return switches ? { do: 'retry', inMs: 0 } : this.#backOff();
      case 'ended':
      case 'network':
        return this.#backOff();
      case 'no-content':
        return { do: 'stop', why: '204' };
      case 'refused':
        return this.#refused(ending.status, ending.retryAfterMs);
      case 'bye':
        return this.#bye(ending, switches);
    }
  }

  #bye({ reason, reconnectInMs }: Extract<Ending, { how: 'bye' }>, switches: boolean): Step {
    switch (reason) {
      case 'expired':
        return this.#refreshOnce({ do: 'sign-out', reason: 'expired' });
      case 'revoked':
        return { do: 'sign-out', reason: 'revoked' };
      case 'transport':
        return switches ? { do: 'retry', inMs: 0 } : this.#backOff(reconnectInMs);
      case 'shutdown':
        return { do: 'retry', inMs: Math.max(reconnectInMs, SOONEST_MS) };
      case 'too-many':
      default:
        return this.#backOff(reconnectInMs);
    }
  }

  #refused(status: number, retryAfterMs = 0): Step {
    if (status === 401) return this.#refreshOnce({ do: 'sign-out', reason: 'expired' });
    if (status === 403) return this.#refreshOnce({ do: 'stop', why: '403' });
    if (status === 429 || status === 408 || status === 425) return this.#backOff(retryAfterMs);
    if (status < 500) return { do: 'stop', why: String(status) };
    if (this.#wasUnavailable) return this.#backOff(retryAfterMs);
    this.#wasUnavailable = true;
    this.#failures += 1;
    return { do: 'retry', inMs: Math.max(UNAVAILABLE_MS, retryAfterMs) };
  }

  #refreshOnce(otherwise: Step): Step {
    if (this.#refreshed) return otherwise;
    this.#refreshed = true;
    return { do: 'refresh' };
  }

  /** @param atLeastMs what the server asked for */
  #backOff(atLeastMs = 0): Step {
    const ceiling = Math.min(MAX_RETRY_MS, this.#retryMs * 2 ** this.#failures);
    this.#failures += 1;
    return { do: 'retry', inMs: Math.max(atLeastMs, ceiling * (0.5 + this.random() / 2)) };
  }
}
