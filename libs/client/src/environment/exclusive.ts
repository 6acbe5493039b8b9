import type { Environment } from './environment.js';
import { Lease } from './lease.js';
import { between, pause } from './waiting.js';

/** How often a tab without Web Locks checks whether the lease is free, in milliseconds. */
const LOOK_AGAIN_MS = 100;

/**
 * Runs `task` in one tab at a time: under a Web Lock, or a lease in localStorage if there are none. After `waitMs` it
 * runs anyway, so that a frozen tab holding the lock does not block the others.
 */
export async function exclusively<T>(
  environment: Environment,
  name: string,
  waitMs: number,
  task: () => Promise<T>,
): Promise<T> {
  const { locks, storage } = environment;
  if (!locks && !storage) return task();
  const patience = new AbortController();
  const timer = environment.after(waitMs, () => patience.abort());
  try {
    if (locks) return await underLock();
    const lease = new Lease(environment, name);
    while (!patience.signal.aborted && !(await lease.claim())) {
      await pause(environment, between(environment, LOOK_AGAIN_MS, 2 * LOOK_AGAIN_MS), patience.signal);
    }
    return await task().finally(() => lease.release());
  } finally {
    timer.cancel();
  }

  async function underLock(): Promise<T> {
    let started: Promise<T> | undefined;
    try {
      return (await locks?.request(name, { signal: patience.signal }, () => {
        timer.cancel();
        return (started = task());
      })) as T;
    } catch (error) {
      // Denied or timed out, unless the task itself failed.
      if (started) return started;
      if (patience.signal.aborted || isDenied(error)) return task();
      throw error;
    }
  }
}

/** An unloading page, or an opaque origin. */
const isDenied = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'InvalidStateError' || error.name === 'SecurityError');
