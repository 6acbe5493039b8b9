import { cpuOf } from './cpu.ts';

/** Measures CPU time of changing processes from now on; a process that has ended counts as 0. */
export class CpuMeter {
  readonly #pids: () => readonly number[];
  readonly #before: ReadonlyMap<number, number>;

  constructor(pids: () => readonly number[]) {
    this.#pids = pids;
    this.#before = timesOf(pids());
  }

  /** Microseconds. */
  read(): number {
    let sum = 0;
    for (const [pid, time] of timesOf(this.#pids())) sum += time - (this.#before.get(pid) ?? 0);
    return sum;
  }
}

function timesOf(pids: readonly number[]): Map<number, number> {
  const times = new Map<number, number>();
  for (const pid of pids) {
    try {
      times.set(pid, cpuOf([pid]));
    } catch {
      // It ended between being listed and being read.
    }
  }
  return times;
}
