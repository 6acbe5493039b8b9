import type { FaultKind } from '../schedule.ts';
import { SmallDisk } from '../world/disk.ts';
import { IoErrors } from '../world/io-errors.ts';
import type { FaultAction } from './context.ts';
import { databaseKill, databaseStop, fullDisk, ioError, lockedRow, promote, restore } from './database-faults.ts';
import { clock, deploy, kill, stop } from './instance-faults.ts';
import { overload, slowReaders } from './load-faults.ts';
import { cut, databaseCut, databaseHalfOpen, databaseLatency, halfOpen, latency } from './network-faults.ts';

export interface KnownFault {
  readonly act: FaultAction;
  /** When its cost starts to count. Faults that take the server or the database away include the recovery. */
  readonly countedFrom: 'start' | 'end';
}

const fromStart = (act: FaultAction): KnownFault => ({ act, countedFrom: 'start' });
const fromEnd = (act: FaultAction): KnownFault => ({ act, countedFrom: 'end' });

export const FAULTS: Readonly<Record<FaultKind, KnownFault>> = {
  kill: fromStart(kill),
  deploy: fromStart(deploy),
  stop: fromEnd(stop),
  cut: fromEnd(cut),
  'half-open': fromEnd(halfOpen),
  latency: fromEnd(latency),
  'slow-readers': fromEnd(slowReaders),
  overload: fromEnd(overload),
  clock: fromEnd(clock),
  'full-disk': fromEnd(fullDisk),
  'io-error': fromEnd(ioError),
  restore: fromEnd(restore),
  'database-kill': fromStart(databaseKill),
  'database-stop': fromEnd(databaseStop),
  'database-cut': fromEnd(databaseCut),
  'database-half-open': fromEnd(databaseHalfOpen),
  'database-latency': fromEnd(databaseLatency),
  'locked-row': fromEnd(lockedRow),
  promote: fromEnd(promote),
};

/** Whether this machine can cause the fault: a full disk needs permission to mount one, I/O errors a C compiler. */
export function canHappen(kind: FaultKind): boolean {
  if (kind === 'full-disk') return SmallDisk.isPossible();
  return kind !== 'io-error' || IoErrors.isPossible();
}
