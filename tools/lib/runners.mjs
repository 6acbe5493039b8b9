import { mkdirSync, rmSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { run } from './command.mjs';
import { inProject } from './project.mjs';
import { tallyOf } from './tally.mjs';

const REPORTS = inProject('.cache/test-reports');
/** Longer than the tests take on any machine; a run that is not over by then hangs. */
const HANGS_MS = 60 * 60_000;

const JEST = inProject('node_modules/jest/bin/jest.js');
/** Flags for Node and every process that Jest forks, to read libs and tests from source. */
const READS_SOURCE = [
  '--conditions=bellhop-source',
  `--import=${pathToFileURL(inProject('test/runner/load-typescript.mjs')).href}`,
  '--enable-source-maps',
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
];

/**
 * @typedef {object} RunnerOptions
 * @property {string[]} patterns only the test files whose path matches one; empty: all
 * @property {boolean} mayBeEmpty finding no test is not a failure
 * @property {boolean} [show] streams the runner’s output; default: true
 */

/** @param {string} name of the runner @returns {string} */
export const reportOf = (name) => `${REPORTS}/${name}.json`;

/**
 * @param {string} name
 * @returns {string} path for a runner’s report; nothing exists there yet
 */
function freshReport(name) {
  mkdirSync(REPORTS, { recursive: true });
  const path = reportOf(name);
  rmSync(path, { force: true });
  return path;
}

/**
 * @param {import('../prepare.mjs').Runtime} runtime
 * @param {RunnerOptions} options
 */
export async function runJest({ node, env }, { patterns, mayBeEmpty, show = true }) {
  const report = freshReport('jest');
  const end = await run(
    node,
    [
      ...READS_SOURCE,
      JEST,
      '--json',
      `--outputFile=${report}`,
      ...(mayBeEmpty ? ['--passWithNoTests'] : []),
      ...patterns,
    ],
    { env, timeoutMs: HANGS_MS, show },
  );
  return tallyOf('jest', report, end, { mayBeEmpty });
}

/**
 * @param {import('../prepare.mjs').Runtime} runtime
 * @param {RunnerOptions & { project: string }} options with the project of `playwright.config.ts`
 */
export async function runPlaywright({ node, env }, { project, patterns, mayBeEmpty }) {
  const report = freshReport('playwright');
  const playwright = inProject('node_modules/@playwright/test/cli.js');
  const end = await run(
    node,
    [
      playwright,
      'test',
      `--project=${project}`,
      '--reporter=list,json',
      ...(mayBeEmpty ? ['--pass-with-no-tests'] : []),
      ...patterns,
    ],
    { env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report }, timeoutMs: HANGS_MS, show: true },
  );
  return tallyOf('playwright', report, end, { mayBeEmpty });
}
