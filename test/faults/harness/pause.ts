/**
 * Lets time pass: faults last, clients keep a pace, supervisors wait before a restart. No check waits for an event this
 * way.
 */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(() => resolve(), ms));

/** Settles when `event` does, or after `ms`. */
export async function within(ms: number, event: Promise<void>): Promise<void> {
  let limit: NodeJS.Timeout | undefined;
  const passed = new Promise<void>((resolve) => (limit = setTimeout(() => resolve(), ms)));
  await Promise.race([event, passed]);
  clearTimeout(limit);
}
