import type { Environment, Timer } from './environment/environment.js';
import type { Session } from './session/session.js';

export type TelemetryType = 'fast_empty' | 'leader_acquired' | 'leader_takeover' | 'subscribe_error';

/** Default share of entries that are sent. */
export const TELEMETRY_SAMPLE = 0.02;

/** Entries are sent together after this time, in milliseconds, and at most this many at once (PROTOCOL.md). */
const COLLECT_MS = 10_000;
const MAX_EVENTS = 100;
const MAX_DETAIL = 200;

/**
 * Reports to the server how connections fare: a sample, in batches, without names, tokens or payloads. Never retried.
 */
export class Telemetry {
  #events: { type: TelemetryType; at: number; detail?: string }[] = [];
  #timer: Timer | undefined;

  /** @param sample share from 0 (nothing) to 1 (everything) */
  constructor(
    private readonly environment: Environment,
    private readonly session: Session,
    private readonly sample: number,
  ) {}

  tell(type: TelemetryType, detail?: string): void {
    if (this.environment.random() >= this.sample || this.#events.length >= MAX_EVENTS) return;
    const at = Math.round(this.environment.now());
    this.#events.push({ type, at, ...(detail !== undefined && { detail: detail.slice(0, MAX_DETAIL) }) });
    this.#timer ??= this.environment.after(COLLECT_MS, () => this.flush());
  }

  /** Sends the collected entries; `keepalive` lets the request outlive the page. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const events = this.#events;
    this.#events = [];
    if (events.length === 0 || this.session.token === undefined) return;
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ events }),
      keepalive: true,
    };
    this.session.authorizedFetch('/telemetry/client', init).catch(() => undefined);
  }
}
