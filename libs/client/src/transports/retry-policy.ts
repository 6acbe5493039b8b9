import type { Ending } from './transport.js';

/** Longest wait between two attempts, in milliseconds; a `Retry-After` may ask for more. */
const MAX_RETRY_MS = 60_000;
/** Each wait is spread up to so many times as long. */
const MOST_JITTER = 1.5;
/** Until the server says something else in a `retry` field. */
const RETRY_MS = 2_000;
const UNAVAILABLE_MS = 1_000;
/** A server that says "come back at once" each time is not to be run over. */
const SOONEST_MS = 250;
/** The longest that a timer of a browser waits; it runs out at once with more. In milliseconds. */
const LONGEST_MS = 2 ** 31 - 1;

export type Step =
  /** `atLeastMs`: what the server asked for, which holds even where something else says that it is time. */
  | { readonly do: 'retry'; readonly inMs: number; readonly atLeastMs: number }
  /** Get another access token, then try again. */
  | { readonly do: 'refresh' }
  /** Nothing will make this work: do not try again. */
  | { readonly do: 'stop'; readonly why: string }
  /** The session is over. */
  | { readonly do: 'sign-out'; readonly reason: 'expired' | 'revoked' };

/**
 * What an ending leads to (requirements.md, the error matrix). Attempts are spaced exponentially with jitter, from
 * the server's `retry` up to {@link MAX_RETRY_MS}, and never sooner than it asked for; how long a connection lived is
 * never looked at, only whether it opened.
 */
export class RetryPolicy {
  #failures = 0;
  #refreshed = false;
  #wasUnavailable = false;
  #retryMs: number;

  /** @param retryMs what the server asked for in a `retry` that another connection was told; 0 for none */
  constructor(
    private readonly random: () => number,
    retryMs = 0,
  ) {
    this.#retryMs = retryMs;
  }

  /** Attempts since the last one that opened. */
  get failures(): number {
    return this.#failures;
  }

  /** The server's own reconnection time in milliseconds; 0 as long as it has told none. */
  get retryMs(): number {
    return this.#retryMs;
  }

  set retryMs(ms: number) {
    this.#retryMs = Math.min(ms, LONGEST_MS);
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

  /** @param switches whether the next attempt is over another transport: then it need not wait, since no stream comes back */
  next(ending: Ending, switches: boolean): Step {
    switch (ending.how) {
      case 'aborted':
      case 'probe':
      case 'suspended':
        return moveOn(0);
      case 'silent':
      case 'unusable':
        return switches ? moveOn(0) : this.#backOff();
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
        return switches ? moveOn(reconnectInMs) : this.#backOff(reconnectInMs);
      case 'shutdown':
        return this.#retry(SOONEST_MS, reconnectInMs);
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
    return this.#retry(UNAVAILABLE_MS, retryAfterMs);
  }

  #refreshOnce(otherwise: Step): Step {
    if (this.#refreshed) return otherwise;
    this.#refreshed = true;
    return { do: 'refresh' };
  }

  /** @param atLeastMs what the server asked for */
  #backOff(atLeastMs = 0): Step {
    const first = this.#retryMs === 0 ? RETRY_MS : this.#retryMs;
    const spaced = Math.min(MAX_RETRY_MS / MOST_JITTER, first * 2 ** this.#failures);
    this.#failures += 1;
    // Above what was asked for, and never below it: all of a server's clients would come at the same moment.
    return this.#retry(Math.max(first, spaced) * (1 + this.random() * (MOST_JITTER - 1)), atLeastMs);
  }

  /** @param askedMs what the server asked for with this ending */
  #retry(inMs: number, askedMs = 0): Step {
    const atLeastMs = Math.min(LONGEST_MS, Math.max(this.#retryMs, askedMs));
    return { do: 'retry', inMs: Math.min(LONGEST_MS, Math.max(inMs, atLeastMs)), atLeastMs };
  }
}

/** Goes on with what is no other attempt at the same: after `askedMs`, which is what the server asked for. */
function moveOn(askedMs: number): Step {
  const inMs = Math.min(LONGEST_MS, askedMs);
  return { do: 'retry', inMs, atLeastMs: inMs };
}
