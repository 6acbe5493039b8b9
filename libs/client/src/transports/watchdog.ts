import type { Environment, Timer } from '../environment/environment.js';

/** Delay of a timer, in milliseconds, that shows that its tab slept. */
const SLEPT_MS = 2_000;

/** Notices a silent connection, and distinguishes it from a tab that slept. */
export class Watchdog {
  #timer: Timer | undefined;

  constructor(
    private readonly environment: Environment,
    private readonly bark: (how: 'silent' | 'suspended') => void,
  ) {}

  /** From now on, reports a silence of `limitMs` without another call. */
  expect(limitMs: number): void {
    this.cancel();
    const due = this.environment.now() + limitMs;
    this.#timer = this.environment.after(limitMs, () => {
      this.bark(this.environment.now() - due > SLEPT_MS ? 'suspended' : 'silent');
    });
  }

  cancel(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}

/** Two missed heartbeats and a margin: the connection is dead (PROTOCOL.md, `ready`). */
export const silenceLimitMs = (heartbeatMs: number): number => 2 * heartbeatMs + 1_000;
