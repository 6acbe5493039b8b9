import { type FaultAction, instanceOf } from './context.ts';
import { pause } from '../pause.ts';

/** Clock shifts in milliseconds: 25 h and 300 ms ahead, 300 ms and 1 h behind. */
const CLOCK_SHIFTS = [25 * 3_600_000, 300, -300, -3_600_000] as const;

/** Is killed and restarted at once. */
export const kill: FaultAction = async (context, fault) => {
  const instance = instanceOf(context, fault);
  await instance.down('SIGKILL');
  await instance.start();
};

/** Gets SIGTERM, as for a new version, and is restarted. */
export const deploy: FaultAction = async (context, fault) => {
  const instance = instanceOf(context, fault);
  await instance.down('SIGTERM');
  await instance.start();
};

/** Is stopped, like a virtual machine that is being moved. */
export const stop: FaultAction = async (context, fault) => {
  const instance = instanceOf(context, fault);
  instance.signal('SIGSTOP');
  await pause(fault.lastsMs);
  instance.signal('SIGCONT');
};

/** Is restarted with a wrong clock, and later with a correct one. */
export const clock: FaultAction = async (context, fault) => {
  const instance = instanceOf(context, fault);
  const shift = CLOCK_SHIFTS[fault.choice % CLOCK_SHIFTS.length] ?? 0;
  await instance.down('SIGKILL');
  await instance.start({ FAULTS_CLOCK_SHIFT_MS: String(shift) });
  await pause(fault.lastsMs);
  await instance.down('SIGTERM');
  await instance.start();
};
