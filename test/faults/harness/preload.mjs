/**
 * Loaded into each instance before the server, by `--import`. Does what the harness asks in the environment, and
 * nothing without that; the server knows nothing of it.
 */
const { FAULTS_CLOCK_SHIFT_MS, FAULTS_PLANT } = process.env;

if (FAULTS_CLOCK_SHIFT_MS !== undefined) shiftClock(Number(FAULTS_CLOCK_SHIFT_MS));
if (FAULTS_PLANT !== undefined) {
  const { plant } = await import('./plants.mjs');
  await plant(FAULTS_PLANT);
}

/**
 * Shifts the wall clock by `shiftMs`; monotonic clocks stay.
 * @param {number} shiftMs
 */
function shiftClock(shiftMs) {
  const TrueDate = Date;
  globalThis.Date = class extends TrueDate {
    /** @param {[]} given */
    constructor(...given) {
      if (given.length === 0) super(TrueDate.now() + shiftMs);
      else super(...given);
    }
    static now() {
      return TrueDate.now() + shiftMs;
    }
  };
}
