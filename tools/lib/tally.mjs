import { existsSync, readFileSync } from 'node:fs';

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string[]} troubles failures outside of tests, as sentences
 */

/** @returns {Tally} */
export const emptyTally = () => ({ passed: 0, failed: 0, skipped: 0, troubles: [] });

/** @param {string} trouble @returns {Tally} */
export const failedTally = (trouble) => ({ passed: 0, failed: 1, skipped: 0, troubles: [trouble] });

/**
 * @param {Tally[]} tallies
 * @returns {Tally}
 */
export function sum(tallies) {
  return tallies.reduce(
    (total, { passed, failed, skipped, troubles }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      skipped: total.skipped + skipped,
      troubles: [...total.troubles, ...troubles],
    }),
    emptyTally(),
  );
}

/**
 * Formats the last line of every run.
 * @param {Tally} tally
 */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * @typedef {object} JestReport the counted fields of `jest --json`
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {number} numRuntimeErrorTestSuites suites that failed to load
 *
 * @param {JestReport} report
 * @returns {Tally}
 */
function countJest(report) {
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
    troubles: [],
  };
}

/**
 * @typedef {object} PlaywrightReport the counted fields of Playwright’s JSON report
 * @property {{ expected: number, unexpected: number, flaky: number, skipped: number }} stats
 * @property {unknown[]} errors errors outside of any test
 *
 * @param {PlaywrightReport} report
 * @returns {Tally}
 */
function countPlaywright({ stats, errors }) {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
    troubles: [],
  };
}

const COUNTERS = { jest: countJest, playwright: countPlaywright };

/**
 * Evaluates a test runner’s report and exit. A missing report, a runner that failed without a failed test, and a run
 * without tests each count as one failure.
 * @param {keyof typeof COUNTERS} runner
 * @param {string} reportPath
 * @param {{ code: number | null, trouble?: string }} end how the runner’s process ended
 * @param {{ mayBeEmpty?: boolean }} [options] `mayBeEmpty`: no test is not a failure (a pattern was given); default:
 * false
 * @returns {Tally}
 */
export function tallyOf(runner, reportPath, { code, trouble }, { mayBeEmpty = false } = {}) {
  const ending = trouble ?? `it ended with ${code}`;
  if (!existsSync(reportPath)) return failedTally(`${runner} wrote no report: ${ending}`);
  /** @type {Tally} */
  let tally;
  try {
    tally = COUNTERS[runner](JSON.parse(readFileSync(reportPath, 'utf8')));
  } catch {
    return failedTally(`${runner} wrote a report that cannot be read: ${ending}`);
  }
  if (!Object.values(tally).slice(0, 3).every(Number.isInteger)) {
    return failedTally(`${runner} wrote a report without figures: ${ending}`);
  }
  const tests = tally.passed + tally.failed + tally.skipped;
  if (tests === 0 && !mayBeEmpty) return failedTally(`${runner} found no test`);
  if (tests > 0 && code !== 0 && tally.failed === 0) {
    return sum([tally, failedTally(`${runner} failed outside of its tests: ${ending}`)]);
  }
  return tally;
}
