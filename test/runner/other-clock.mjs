import { BroadcastChannel, isMainThread } from 'node:worker_threads';

/*
 * Another clock for `BELLHOP_TEST_CLOCK`, in all processes and threads of a run, so that what depends on the date or on how often
 * it is read fails today and not on some other day (docs/decisions/0020). Words, separated by spaces:
 *
 *   2027-12-31T23:59:59.990Z  the moment at which the first test of each file begins; the file is prepared shortly before
 *   each                      every test begins then. Time goes back for it, so tests that order what several of them wrote fail
 *   ticks                     no two reads are the same: each is at least 1 ms later than the one before
 *   steps                     the time goes on once a second, so most reads are the same
 *
 * PostgreSQL’s own processes, and servers that a test starts, keep the real time.
 */

/** How long before the moment a file begins: its tokens are valid, and what it prepares is of the day before. */
const LEAD_MS = 20_000;
/** The longest way back with `each`: as much as the server tolerates of another's clock. Until the next test the clock stands. */
const LONGEST_MS = 20_000;
const STEP_MS = 1_000;
/** Of the threads and children of a process: milliseconds by which their clock is ahead of the real one. */
const AHEAD = 'BELLHOP_TEST_CLOCK_AHEAD';
const INSTALLED = Symbol.for('bellhop.other-clock');

const words = (process.env.BELLHOP_TEST_CLOCK ?? '').split(' ').filter((word) => word !== '');
const [each, ticks, steps] = ['each', 'ticks', 'steps'].map((word) => words.includes(word));
const [moment, ...more] = words.filter((word) => !/^(each|ticks|steps)$/.test(word)).map((word) => Date.parse(word));
if (more.length > 0 || Number.isNaN(moment)) {
  throw new Error(`BELLHOP_TEST_CLOCK must be a moment, “each”, “ticks” or “steps”, not “${words.join(' ')}”.`);
}

const RealDate = Date;
const realNow = Date.now;
let ahead = Number(process.env[AHEAD] ?? 0);
let last = -Infinity;
let end = Infinity;

function now() {
  const time = Math.min(realNow() + ahead, end);
  if (steps) return Math.floor(time / STEP_MS) * STEP_MS;
  return (last = ticks ? Math.max(last + 1, time) : time);
}

/** @type {BroadcastChannel | undefined} */
let threads;

/**
 * @param {number} time that it is now, here and in every thread
 * @param {number} until it stands still
 */
function setClock(time, until) {
  end = until;
  ahead = time - realNow();
  last = -Infinity;
  process.env[AHEAD] = String(ahead);
  threads?.postMessage(ahead);
}

function install() {
  const DateOfClock = new Proxy(RealDate, {
    apply: () => new RealDate(now()).toString(),
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  });
  RealDate.now = now;
  RealDate.prototype.constructor = DateOfClock;
  globalThis.Date = DateOfClock;
  threads = new BroadcastChannel('bellhop.other-clock');
  if (!isMainThread) threads.onmessage = (/** @type {{ data: number }} */ event) => void (ahead = event.data);
  // Last, since a listener makes it keep its thread alive.
  threads.unref();
}

if (words.length > 0 && !(INSTALLED in globalThis)) {
  Object.assign(globalThis, { [INSTALLED]: true });
  install();
}

let isFirst = true;

export function aFileBegins() {
  if (moment === undefined) return;
  isFirst = true;
  setClock(moment - LEAD_MS, moment - 1);
}

export function aTestBegins() {
  if (moment === undefined || !(each || isFirst)) return;
  isFirst = false;
  setClock(moment, each ? moment + LONGEST_MS : Infinity);
}
