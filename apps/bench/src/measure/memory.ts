import { readFileSync } from 'node:fs';

/** Reads resident memory from a `/proc/<pid>/status`, in KiB. */
export function residentFromStatus(status: string): number {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(status);
  if (!found) throw new Error('no VmRSS in this /proc/<pid>/status');
  return Number(found[1]);
}

/** Total resident memory of processes, in KiB. */
export function residentOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + residentFromStatus(readFileSync(`/proc/${pid}/status`, 'latin1')), 0);
}
