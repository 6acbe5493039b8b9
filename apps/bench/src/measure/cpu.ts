import { readdirSync, readFileSync } from 'node:fs';

/**
 * Reads the CPU time of a thread from its `schedstat`: user and system, including the kernel’s TCP work for it. It
 * equals utime + stime of `/proc/<pid>/stat` before that is rounded to hundredths of a second, more than a whole
 * delivery run of the fastest server.
 * @returns microseconds
 */
export function cpuFromSchedstat(text: string): number {
  const nanoseconds = Number(text.split(' ')[0]);
  if (text === '' || !Number.isInteger(nanoseconds))
    throw new Error(`not the text of a schedstat: ${text.slice(0, 80)}`);
  return nanoseconds / 1000;
}

/** CPU time of all threads of the processes so far, in microseconds. */
export function cpuOf(pids: readonly number[]): number {
  let sum = 0;
  for (const pid of pids) {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      sum += cpuFromSchedstat(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1'));
    }
  }
  return sum;
}

/** CPU time of a process’s main thread so far, in microseconds. */
export const cpuOfMainThread = (pid: number): number =>
  cpuFromSchedstat(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'latin1'));
