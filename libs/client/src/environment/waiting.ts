import type { Environment } from './environment.js';

/** Resolves after `delayMs`, or as soon as `signal` is aborted. Never rejects: look at the signal. */
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

/** An abort that follows another one and can also be called for itself. `unlink` lets go of the other. */
export function linkedAbort(signal: AbortSignal): AbortController & { readonly unlink: () => void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort);
  return Object.assign(controller, { unlink: () => signal.removeEventListener('abort', abort) });
}

/** Evenly spread from `min` to `max`. */
export function between(environment: Pick<Environment, 'random'>, min: number, max: number): number {
  return min + environment.random() * (max - min);
}
