/** Milliseconds between two looks: the processor is free for what is waited for. */
const LOOK_MS = 1;

/**
 * Waits until `holds`, of what no event tells.
 * @param beforeEachLook such as a step of a simulated clock
 * @throws what `holds` throws
 */
export function until(holds: () => boolean, beforeEachLook: () => void = () => undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      try {
        beforeEachLook();
        if (!holds()) return;
        resolve();
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
      clearInterval(timer);
    }, LOOK_MS);
  });
}
