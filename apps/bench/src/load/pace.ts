import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Calls `work` at an even rate, however long responses take (an open loop: a slow server gets no rest), and waits for
 * all calls.
 * @param perSecond calls per second
 * @throws the first error of `work`
 */
export async function atRate(perSecond: number, count: number, work: (index: number) => Promise<void>): Promise<void> {
  const calls: Promise<void>[] = [];
  const begun = performance.now();
  for (let index = 0; index < count; index += 1) {
    const due = begun + (index * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 0.5) await sleep(early);
    const call = work(index);
    call.catch(() => undefined);
    calls.push(call);
  }
  await Promise.all(calls);
}

/** Calls `work` repeatedly, `width` at a time (a closed loop), for `durationMs`. @returns the number of calls */
export async function inParallel(
  width: number,
  durationMs: number,
  work: (index: number) => Promise<void>,
): Promise<number> {
  const end = performance.now() + durationMs;
  let begun = 0;
  const loop = async (): Promise<void> => {
    while (performance.now() < end) await work(begun++);
  };
  await Promise.all(Array.from({ length: width }, loop));
  return begun;
}

/** Calls `work` `count` times, `width` at a time. @returns the number of calls */
export async function inTotal(width: number, count: number, work: (index: number) => Promise<void>): Promise<number> {
  let begun = 0;
  const loop = async (): Promise<void> => {
    while (begun < count) await work(begun++);
  };
  await Promise.all(Array.from({ length: width }, loop));
  return begun;
}
