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

/** Returns an abort controller that follows `signal` and can also abort on its own. `unlink` stops following. */
export function linkedAbort(signal: AbortSignal): AbortController & { readonly unlink: () => void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort);
  return Object.assign(controller, { unlink: () => signal.removeEventListener('abort', abort) });
}

/** Returns a random number, uniform from `min` to `max`. */
export function between(environment: Pick<Environment, 'random'>, min: number, max: number): number {
  return min + environment.random() * (max - min);
}
