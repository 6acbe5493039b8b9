import { say } from './lanes.mjs';

const HEARTBEAT_MS = 5_000;
const QUIET_MS = 1_000;

/** @param {number} since a `Date.now()` value */
const elapsed = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/**
 * Runs a named piece of work and reports it: nothing while it is quick, a line every few seconds after that, and one
 * line with its duration at the end.
 * @template T
 * @param {string} title
 * @param {() => Promise<T> | T} work
 * @param {{ detail?: () => string }} [options] `detail` returns the progress for the lines in between
 * @returns {Promise<T>}
 */
export async function step(title, work, { detail = () => '' } = {}) {
  const since = Date.now();
  const tell = () => say(['  …', title, elapsed(since), detail()].filter(Boolean).join('  '));
  const first = setTimeout(tell, QUIET_MS);
  const heartbeat = setInterval(tell, HEARTBEAT_MS);
  try {
    const result = await work();
    say(`  ✓ ${title}  ${elapsed(since)}`);
    return result;
  } catch (error) {
    say(`  ✗ ${title}  ${elapsed(since)}`);
    throw error;
  } finally {
    clearTimeout(first);
    clearInterval(heartbeat);
  }
}

/**
 * Prints a heading between parts of a long run.
 * @param {string} title
 */
export function heading(title) {
  console.log(`\n── ${title} ${'─'.repeat(Math.max(0, 76 - title.length))}`);
}
