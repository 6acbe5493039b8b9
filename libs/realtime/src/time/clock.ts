/** A timer that can be taken back. */
export interface Timer {
  cancel(): void;
}

/** Time as Bellhop sees it; tests drive `SimulatedClock` (`@bellhop/realtime/testing`) instead of waiting. */
export interface Clock {
  /** Unix milliseconds by the wall clock, which may step in either direction: for instants, never for durations. */
  now(): number;
  /** Milliseconds since an arbitrary point, never going back: for durations within this process. */
  monotonic(): number;
  /** Runs `task` once after `delayMs`. Does not keep the process alive. */
  after(delayMs: number, task: () => void): Timer;
  /** Runs `task` every `periodMs` until cancelled. Does not keep the process alive. */
  every(periodMs: number, task: () => void): Timer;
  /** Runs `task` once, after what this turn of the event loop still has to read. */
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
