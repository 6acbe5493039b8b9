import { readdirSync, readFileSync } from 'node:fs';

/**
 * CPU time of a thread from the text of its `schedstat`: user and system, the kernel's work on its behalf (TCP)
 * included. It is the sum that `/proc/<pid>/stat` gives as utime + stime, before that is rounded to hundredths of a
 * second, which would be more than a whole delivery run of the fastest server.
 * @returns microseconds
 */
export function cpuFromSchedstat(text: string): number {
  const nanoseconds = Number(text.split(' ')[0]);
  if (text === '' || !Number.isInteger(nanoseconds))
    throw new Error(`not the text of a schedstat: ${text.slice(0, 80)}`);
  return nanoseconds / 1000;
}

/** CPU time that all threads of processes have had so far, in microseconds. */
export function cpuOf(pids: readonly number[]): number {
  let sum = 0;
  for (const pid of pids) {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      sum += cpuFromSchedstat(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1'));
    }
  }
  return sum;
}

/** CPU time that the main thread of a process has had so far, in microseconds. */
export const cpuOfMainThread = (pid: number): number =>
  cpuFromSchedstat(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'latin1'));
