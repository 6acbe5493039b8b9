import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 20;

/**
 * Waits until `holds` returns true.
 * @param what described in the error
 * @throws Error after `limitMs`
 */
export async function until(holds: () => boolean, limitMs: number, what: () => string): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`${what()}: not within ${limitMs / 1000} s`);
    await sleep(LOOK_MS);
  }
}
