import type { Environment } from './environment.js';

/** Resolves after `delayMs`, or as soon as `signal` is aborted. Never rejects: check the signal. */
export function pause(environment: Environment, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      timer.cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = environment.after(delayMs, done);
    signal.addEventListener('abort', done);
  });
}

/** Returns a random number, uniform from `min` to `max`. */
export function between(environment: Pick<Environment, 'random'>, min: number, max: number): number {
  return min + environment.random() * (max - min);
}
