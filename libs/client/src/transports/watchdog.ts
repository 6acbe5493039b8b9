import type { Environment, Timer } from '../environment/environment.js';

/** A timer that runs this much late ran in a tab that slept, in milliseconds. */
const SLEPT_MS = 2_000;

/** Notices that nothing comes any more, and tells that from a tab that slept and could not look. */
export class Watchdog {
  #timer: Timer | undefined;

  constructor(
    private readonly environment: Environment,
    private readonly bark: (how: 'silent' | 'suspended') => void,
  ) {}

  /** From now on, `limitMs` without another call is too long. */
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

/** Two heartbeats missed and a little: the connection is dead (PROTOCOL.md, `ready`). */
export const silenceLimitMs = (heartbeatMs: number): number => 2 * heartbeatMs + 1_000;
