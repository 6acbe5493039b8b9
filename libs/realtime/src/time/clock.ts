/** A timer that can be cancelled. */
export interface Timer {
  cancel(): void;
}

/** Source of time. Tests use `SimulatedClock` (`@bellhop/realtime/testing`) instead of waiting. */
export interface Clock {
  /** Unix milliseconds by the wall clock, which may step in either direction. For instants, never for durations. */
  now(): number;
  /** Milliseconds since an arbitrary point, never going back. For durations within this process. */
  monotonic(): number;
  /** Runs `task` once after `delayMs`. Does not keep the process alive. */
  after(delayMs: number, task: () => void): Timer;
  /** Runs `task` every `periodMs` until cancelled. Does not keep the process alive. */
  every(periodMs: number, task: () => void): Timer;
  /** Runs `task` once, after the pending I/O of this turn of the event loop. */
  defer(task: () => void): void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs).unref();
    return { cancel: () => clearTimeout(timer) };
  },
  every(periodMs, task) {
    const timer = setInterval(task, periodMs).unref();
    return { cancel: () => clearInterval(timer) };
  },
  defer: (task) => void setImmediate(task),
};
