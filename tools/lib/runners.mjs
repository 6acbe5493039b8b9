import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BACKGROUND, run } from './command.mjs';
import { inProject, ROOT } from './project.mjs';
import { tallyOf } from './tally.mjs';

const REPORTS = inProject('.cache/test-reports');
/** Longer than the tests take on any machine; a run that is not over by then hangs. */
const HANGS_MS = 60 * 60_000;

/**
 * Flags for Node and every process that Jest forks, to read libs and tests from source.
 * @param {string} root
 */
const readsSource = (root) => [
  '--conditions=bellhop-source',
  `--import=${pathToFileURL(join(root, 'test/runner/load-typescript.mjs')).href}`,
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

/** @typedef {import('./command.mjs').CommandOptions} CommandOptions */

/**
 * @param {import('../prepare.mjs').Runtime} runtime
 * @param {string[]} args
 * @param {Pick<CommandOptions, 'show' | 'timeoutMs' | 'niceness' | 'withChildren'> & { root?: string }} options `root`: of a copy of
 *   the project
 */
export function startJest({ node, env }, args, { root = ROOT, ...options }) {
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  return run(node, [...readsSource(root), jest, ...args], { cwd: root, env, timeoutMs: HANGS_MS, ...options });
}

/**
 * @typedef {object} JestPart
 * @property {string} name
 * @property {readonly string[]} projects of jest.config.mjs
 * @property {number} workers
 * @property {number} [niceness] default: 0
 */

/** @satisfies {Record<string, JestPart>} */
export const JEST_PARTS = {
  // One more than there are processors: many files wait for the servers that they start.
  servers: { name: 'servers', projects: ['servers'], workers: 3 },
  // Nothing in them means real seconds, so they take what the servers’ tests and the browsers’ leave idle.
  modules: { name: 'modules', projects: ['modules', 'dom'], workers: 2, niceness: BACKGROUND },
};

/**
 * @param {import('../prepare.mjs').Runtime} runtime
 * @param {RunnerOptions & { part?: JestPart }} options default: everything
 */
export async function runJest(runtime, { part, patterns, mayBeEmpty, show = true }) {
  const report = freshReport(['jest', part?.name].filter(Boolean).join('-'));
  const chosen = part ? [`--maxWorkers=${part.workers}`, '--selectProjects', ...part.projects] : [];
  const args = [
    ...['--json', `--outputFile=${report}`, ...(mayBeEmpty ? ['--passWithNoTests'] : [])],
    ...(patterns.length > 0 ? ['--testPathPatterns', ...patterns] : []),
    ...chosen,
  ];
  const aside = part?.niceness === undefined ? {} : { niceness: part.niceness, withChildren: true };
  const end = await startJest(runtime, args, { show, ...aside });
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
