import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/**
 * @typedef {object} Reading seconds since some beginning
 * @property {number} wall
 * @property {number} busy processor time of everything on the machine, all processors together
 * @property {number} [own] processor time of this process and of the processes that it waited for; only Linux says so
 *
 * @typedef {Reading & { name: string }} Row
 */

/** Of Linux on every usual processor. */
const TICKS_PER_SECOND = 100;

/** @returns {number | undefined} */
function ownSeconds() {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    const ticks = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 15);
    return ticks.reduce((sum, each) => sum + Number(each), 0) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}

/** @returns {Reading} */
function read() {
  const busyMs = cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0);
  const own = ownSeconds();
  return { wall: performance.now() / 1000, busy: busyMs / 1000, ...(own !== undefined && { own }) };
}

/**
 * Says of each stage of a run how long it took and how much of the processors was used meanwhile: what is not used is where a run
 * can become shorter without less work. Processes that nobody waits for, such as a killed browser’s pages, are in the machine’s
 * figure only.
 * @param {{ reading?: () => Reading, processors?: number }} [machine] default: this one
 */
export function timeAccount({ reading = read, processors = cpus().length } = {}) {
  /** @type {Row[]} */
  const rows = [];
  return {
    /**
     * @template T
     * @param {string} name
     * @param {() => Promise<T>} work
     * @returns {Promise<T>}
     */
    async measure(name, work) {
      const before = reading();
      try {
        return await work();
      } finally {
        rows.push(difference(name, before, reading()));
      }
    },
    /** @returns {string[]} a line per stage, and one for all */
    lines() {
      if (rows.length === 0) return [];
      const all = [...rows, rows.reduce(added)];
      const width = Math.max(...all.map(({ name }) => name.length));
      return all.map((row) => lineOf(row, width, processors));
    },
  };
}

/**
 * @param {string} name
 * @param {Reading} before
 * @param {Reading} after
 * @returns {Row}
 */
const difference = (name, before, after) => ({
  name,
  wall: after.wall - before.wall,
  busy: after.busy - before.busy,
  ...(after.own !== undefined && before.own !== undefined && { own: after.own - before.own }),
});

/**
 * @param {Row} a
 * @param {Row} b
 * @returns {Row}
 */
const added = (a, b) => ({
  name: 'together',
  wall: a.wall + b.wall,
  busy: a.busy + b.busy,
  ...(a.own !== undefined && b.own !== undefined && { own: a.own + b.own }),
});

/**
 * @param {Row} row
 * @param {number} width of the longest name
 * @param {number} processors
 */
function lineOf({ name, wall, busy, own }, width, processors) {
  const share = wall > 0 ? Math.round((100 * busy) / (wall * processors)) : 0;
  const used = `processors busy ${busy.toFixed(1)} of ${(wall * processors).toFixed(1)} s (${share} %)`;
  return `  ${name.padEnd(width)}  ${wall.toFixed(1)} s, ${used}${own === undefined ? '' : `, ${own.toFixed(1)} s by this run`}`;
}
