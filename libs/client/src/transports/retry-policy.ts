import type { Ending } from './transport.js';

/** Longest wait between two attempts, in milliseconds; a `Retry-After` may exceed it. */
const MAX_RETRY_MS = 60_000;
/** Each wait is randomised up to this multiple. */
const MOST_JITTER = 1.5;
/** Default until the server sends a `retry` field, in milliseconds. */
const RETRY_MS = 2_000;
const UNAVAILABLE_MS = 1_000;
/** Minimum wait, in milliseconds, even if the server always asks to reconnect at once. */
const SOONEST_MS = 250;
/** Longest delay of a browser timer, in milliseconds; a longer one fires at once. */
const LONGEST_MS = 2 ** 31 - 1;

export type Step =
  /** `atLeastMs`: the server's minimum, which applies even if another signal ends the wait. */
  | { readonly do: 'retry'; readonly inMs: number; readonly atLeastMs: number }
  /** Refresh the access token, then retry. */
  | { readonly do: 'refresh' }
  /** A final error: do not retry. */
  | { readonly do: 'stop'; readonly why: string }
  /** The session has ended. */
  | { readonly do: 'sign-out'; readonly reason: 'expired' | 'revoked' };

/**
 * Maps endings to next steps (requirements.md, the error matrix). Attempts are spaced exponentially with jitter, from
 * the server's `retry` up to {@link MAX_RETRY_MS}, and never sooner than the server asked. The lifetime of a connection
 * does not matter, only whether it opened.
 */
export class RetryPolicy {
  #failures = 0;
  #refreshed = false;
  #wasUnavailable = false;
  #retryMs: number;

  /** @param retryMs the server's `retry`, received by another connection; 0 for none */
  constructor(
    private readonly random: () => number,
    retryMs = 0,
  ) {
    this.#retryMs = retryMs;
  }

  /** Attempts since the last connection that opened. */
  get failures(): number {
    return this.#failures;
  }

  /** The server's reconnection time in milliseconds; 0 until it has sent one. */
  get retryMs(): number {
    return this.#retryMs;
  }

  set retryMs(ms: number) {
    this.#retryMs = Math.min(ms, LONGEST_MS);
  }

  /** A connection opened: earlier failures are forgotten. */
  opened(): void {
    this.#failures = 0;
    this.#refreshed = false;
    this.#wasUnavailable = false;
  }

  /** The refresh failed: the next rejection may request one again. */
  refreshFailed(): Step {
    this.#refreshed = false;
    return this.#backOff();
  }

  /**
   * @param switches whether the next attempt uses another transport: then it need not wait, since no stream reconnects
   */
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

  /** @param atLeastMs the server's minimum */
  #backOff(atLeastMs = 0): Step {
    const first = this.#retryMs === 0 ? RETRY_MS : this.#retryMs;
    const spaced = Math.min(MAX_RETRY_MS / MOST_JITTER, first * 2 ** this.#failures);
    this.#failures += 1;
    // Jitter only above the requested wait: at exactly that time, all of a server's clients would reconnect at once.
    return this.#retry(Math.max(first, spaced) * (1 + this.random() * (MOST_JITTER - 1)), atLeastMs);
  }

  /** @param askedMs the server's minimum for this ending */
  #retry(inMs: number, askedMs = 0): Step {
    const atLeastMs = Math.min(LONGEST_MS, Math.max(this.#retryMs, askedMs));
    return { do: 'retry', inMs: Math.min(LONGEST_MS, Math.max(inMs, atLeastMs)), atLeastMs };
  }
}

/** Continues with something other than a repeated attempt, after the server's minimum `askedMs`. */
function moveOn(askedMs: number): Step {
  const inMs = Math.min(LONGEST_MS, askedMs);
  return { do: 'retry', inMs, atLeastMs: inMs };
}
