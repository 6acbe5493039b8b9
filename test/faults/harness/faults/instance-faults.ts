import { type FaultAction, instanceOf } from './context.ts';
import { pause } from '../pause.ts';

/** Hours ahead, a little ahead, a little behind, an hour behind, in milliseconds. */
const CLOCK_SHIFTS = [25 * 3_600_000, 300, -300, -3_600_000] as const;

/** Dies without a word and is started again at once. */
export const kill: FaultAction = async (context, fault) => {
  const instance = instanceOf(context, fault);
  await instance.down('SIGKILL');
  await instance.start();
};

/** Is told to stop, as for a new version, and started again. */
export const deploy: FaultAction = async (context, fault) => {
  const instance = instanceOf(context, fault);
  await instance.down('SIGTERM');
  await instance.start();
};

/** Stands still, as a virtual machine does that is being moved. */
export const stop: FaultAction = async (context, fault) => {
  const instance = instanceOf(context, fault);
  instance.signal('SIGSTOP');
  await pause(fault.lastsMs);
  instance.signal('SIGCONT');
};

/** Is started with a wrong clock, and later with a right one. */
export const clock: FaultAction = async (context, fault) => {
  const instance = instanceOf(context, fault);
  const shift = CLOCK_SHIFTS[fault.choice % CLOCK_SHIFTS.length] ?? 0;
  await instance.down('SIGKILL');
  await instance.start({ FAULTS_CLOCK_SHIFT_MS: String(shift) });
  await pause(fault.lastsMs);
  await instance.down('SIGTERM');
  await instance.start();
};
