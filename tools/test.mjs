/** `npm test`: runs every check and test, and ends with one line that says how it went. */
import { writeSync } from 'node:fs';
import { build } from './build.mjs';
import { runChecks } from './lib/checks.mjs';
import { ensureTestBrowsers } from './lib/chromium.mjs';
import { endRunningCommands } from './lib/command.mjs';
import { describeFailure } from './lib/failure.mjs';
import { ensureNginx } from './lib/nginx.mjs';
import { ensurePostgres } from './lib/postgresql.mjs';
import { heading, step } from './lib/progress.mjs';
import { JEST_PARTS, runJest, runPlaywright } from './lib/runners.mjs';
import { runStages } from './lib/stages.mjs';
import { failedTally, sum, summaryLine } from './lib/tally.mjs';
import { parseTestArguments } from './lib/test-arguments.mjs';
import { timeAccount } from './lib/time-account.mjs';
import { prepare } from './prepare.mjs';
import makeTestDirectory from '../test/support/test-directory.mjs';

const HELP = `npm test installs what the tests need, builds what is stale and runs everything.

  npm test -- <pattern>        only the test files whose path matches, without the checks
  npm test -- --only=checks    format, lint, import directions, types
  npm test -- --only=jest      everything that needs no browser
  npm test -- --only=browser   the browser tests

Chromium (its headless shell where there is one), nginx and PostgreSQL are searched for on this machine, and installed where
possible (Debian, as root). CHROME_PATH, NGINX_PATH and POSTGRES_BIN name others. Tests with Caddy and Varnish run where these
are installed, and are skipped elsewhere. Before the end it says where the time went. The last line is always "N passed, N failed";
the exit code is 1 if any failed.
`;

/**
 * What runs side by side, one stage after the other; the parts of a lane come one after the other. Tests of servers and in browsers
 * wait for a good part of their time, which the second lane uses at a lower priority (docs/decisions/0036). Those that measure what
 * a person would notice run alone.
 */
const STAGES = /** @type {const} */ ([
  [
    ['servers', 'browser'],
    ['checks', 'modules'],
  ],
  [['measured']],
]);
/** Which part each belongs to, as `--only` has them. */
const PART_OF = /** @type {const} */ ({
  servers: 'jest',
  modules: 'jest',
  checks: 'checks',
  browser: 'browser',
  measured: 'browser',
});

const account = timeAccount();

let interrupted = false;
const isInterrupted = () => interrupted;
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => {
    interrupted = true;
    endRunningCommands();
  });
}

/**
 * Finds the programs that the tests run, one after the other: the system's installer does one thing at a time.
 * @param {import('./lib/test-arguments.mjs').TestRequest['parts']} parts
 * @returns {Promise<NodeJS.ProcessEnv>} where they are
 */
async function ensurePrograms(parts) {
  /** @type {NodeJS.ProcessEnv} */
  const env = {};
  if (parts.includes('jest')) env.POSTGRES_BIN = await step('PostgreSQL', ensurePostgres);
  if (parts.includes('browser')) {
    const { chromium, shell } = await step('Chromium', ensureTestBrowsers);
    Object.assign(env, { CHROMIUM_PATH: chromium, CHROMIUM_SHELL_PATH: shell });
  }
  if (parts.some((part) => part !== 'checks')) env.NGINX_PATH = await step('nginx', ensureNginx);
  return env;
}

/**
 * @param {import('./lib/test-arguments.mjs').TestRequest} request
 * @param {(tally: import('./lib/tally.mjs').Tally) => void} count
 */
async function runParts({ parts, patterns }, count) {
  heading('preparation');
  makeTestDirectory();
  const runtime = await account.measure('preparation', async () => {
    // The system's programs need no package, and npm leaves half of two processors idle.
    const [packages, programs] = await Promise.allSettled([prepare(), ensurePrograms(parts)]);
    if (packages.status === 'rejected') throw packages.reason;
    if (programs.status === 'rejected') throw programs.reason;
    const { node, env } = packages.value;
    return { node, env: { ...env, ...programs.value } };
  });

  /** @type {unknown} */
  let buildFailure;
  if (parts.some((part) => part !== 'checks')) {
    heading('build');
    await account.measure('build', () => build(runtime)).catch((error) => (buildFailure = error));
  }
  if (interrupted) return;

  const options = { patterns, mayBeEmpty: patterns.length > 0 };
  /** @type {Record<keyof typeof PART_OF, () => Promise<import('./lib/tally.mjs').Tally>>} */
  const work = {
    checks: () => runChecks(runtime, isInterrupted),
    servers: () => runJest(runtime, { ...options, part: JEST_PARTS.servers }),
    modules: () => runJest(runtime, { ...options, part: JEST_PARTS.modules }),
    browser: () => runPlaywright(runtime, { ...options, project: 'dashboard' }),
    measured: () => runPlaywright(runtime, { ...options, project: 'measured' }),
  };
  // What does not build can still be checked.
  /** @type {readonly string[]} */
  const possible = buildFailure === undefined ? parts : parts.filter((part) => part === 'checks');
  const stages = STAGES.map((lanes) =>
    lanes.map((names) =>
      names.filter((name) => possible.includes(PART_OF[name])).map((name) => ({ name, work: work[name] })),
    ),
  );
  await runStages(stages, { count, isInterrupted, measure: account.measure });
  if (buildFailure !== undefined) throw buildFailure;
}

/** @type {import('./lib/tally.mjs').Tally[]} */
const tallies = [];
try {
  const request = parseTestArguments(process.argv.slice(2));
  if (request.help) {
    console.log(HELP);
    process.exit(0);
  }
  await runParts(request, (tally) => tallies.push(tally));
  if (interrupted) tallies.push(failedTally('interrupted: not everything was run'));
  const { passed, failed, skipped } = sum(tallies);
  if (passed + failed + skipped === 0) tallies.push(failedTally(`no test matches ${request.patterns.join(' ')}`));
} catch (error) {
  console.log(`\n${describeFailure(error)}`);
  tallies.push(failedTally('stopped before everything was run'));
}

const times = account.lines();
if (times.length > 0) {
  heading('where the time went');
  times.forEach((line) => console.log(line));
}

const total = sum(tallies);
const troubles = total.troubles.map((trouble) => `  ✗ ${trouble}\n`).join('');
// Written in one call at the very end, whatever the stream still holds: scripts read this line.
process.exitCode = total.failed > 0 ? 1 : 0;
process.stdout.write(`\n${troubles}`, () => {
  writeSync(1, `${summaryLine(total)}\n`);
  process.exit();
});
