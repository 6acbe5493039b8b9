/** `npm run mutants`: puts known bugs into a copy of the code, one at a time, and expects the tests to notice each. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import makeTestDirectory from '../test/support/test-directory.mjs';
import { endRunningCommands, run } from './lib/command.mjs';
import { copyProject } from './lib/copied-project.mjs';
import { Failure, runMain } from './lib/failure.mjs';
import {
  chooseMutants,
  mutantSummary,
  parseMutantArguments,
  plant,
  readMutants,
  requirePlantable,
  requireSound,
  verdictOf,
} from './lib/mutants.mjs';
import { ensurePostgres } from './lib/postgresql.mjs';
import { heading, step } from './lib/progress.mjs';
import { inProject } from './lib/project.mjs';
import { startJest } from './lib/runners.mjs';
import { prepare } from './prepare.mjs';

const HELP = `npm run mutants puts the bugs listed in test/mutants into a copy of the code, one at a time, and runs the specs that must notice.

  npm run mutants                   every mutant
  npm run mutants -- <pattern>...   only those whose name or area contains one, such as “delivery” or “if-match”
  npm run mutants -- --help

A mutant that no test notices is a missing test. The last line is always "N caught, N survived"; the exit code is 1 if one survived.
`;

/** Longer than a mutant's specs take, even if each of their tests meets its limit; a run that is not over by then hangs. */
const HANGS_MS = 30 * 60_000;

let interrupted = false;
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => {
    interrupted = true;
    endRunningCommands();
  });
}

function requireUninterrupted() {
  if (interrupted) throw new Failure('Interrupted: not every mutant was tried.');
}

/**
 * @param {import('./prepare.mjs').Runtime} runtime
 * @param {string} copy
 * @param {readonly string[]} specs
 */
async function runSpecs(runtime, copy, specs) {
  const path = join(copy, '.cache/report.json');
  rmSync(path, { force: true });
  // Jest's own cache would outlive the copy.
  const args = ['--json', `--outputFile=${path}`, `--cacheDirectory=${join(copy, '.cache/jest')}`];
  const options = { root: copy, timeoutMs: HANGS_MS, withChildren: true };
  requireUninterrupted();
  const { output } = await startJest(runtime, [...args, '--runTestsByPath', ...specs], options);
  requireUninterrupted();
  return { report: existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined, output };
}

/** The copy’s own build, of the copy. */
const BUILD = `
  const { buildServer } = await import('./tools/lib/server-build.mjs');
  await buildServer({ node: process.execPath, env: process.env }).catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });`;

/**
 * @param {import('./prepare.mjs').Runtime} runtime
 * @param {string} copy
 * @returns {Promise<string | undefined>} why it cannot be built
 */
async function buildCopy({ node, env }, copy) {
  requireUninterrupted();
  const { code, output } = await run(node, ['--input-type=module', '--eval', BUILD], { cwd: copy, env });
  return code === 0 ? undefined : `it does not build: ${output.trim()}`;
}

/**
 * @param {import('./prepare.mjs').Runtime} runtime
 * @param {string} copy
 * @param {import('./lib/mutants.mjs').ListedMutant} mutant
 * @returns {Promise<import('./lib/mutants.mjs').Verdict>}
 */
async function verdictOn(runtime, copy, { built, specs }) {
  const why = built ? await buildCopy(runtime, copy) : undefined;
  if (why !== undefined) return { why };
  const { report, output } = await runSpecs(runtime, copy, specs);
  return verdictOf(report, output);
}

/**
 * @param {import('./prepare.mjs').Runtime} runtime
 * @param {string} copy
 * @param {import('./lib/mutants.mjs').ListedMutant} mutant
 */
async function tryOut(runtime, copy, mutant) {
  const since = Date.now();
  const takeOut = plant(copy, mutant);
  const verdict = await verdictOn(runtime, copy, mutant).finally(takeOut);
  const seconds = ((Date.now() - since) / 1000).toFixed(1);
  console.log(`  ${verdict.by === undefined ? '✗' : '✓'} ${mutant.name}  ${seconds} s`);
  const told = verdict.by ?? `survived ${mutant.specs.join(', ')}${verdict.why ? `: ${verdict.why}` : ''}`;
  console.log(`      ${told}`);
  return verdict;
}

await runMain(async () => {
  const { help, patterns } = parseMutantArguments(process.argv.slice(2));
  if (help) {
    console.log(HELP);
    return;
  }
  const mutants = chooseMutants(await readMutants(inProject('test/mutants')), patterns);
  requirePlantable(inProject(), mutants);
  makeTestDirectory();
  const runtime = await prepare();
  runtime.env.POSTGRES_BIN = await step('PostgreSQL', ensurePostgres);
  const copy = await step('a copy of the project', () => copyProject('bellhop-mutants-'));
  process.once('exit', () => rmSync(copy, { recursive: true, force: true }));

  if (mutants.some(({ built }) => built)) {
    await step('build of the copy', async () => {
      const why = await buildCopy(runtime, copy);
      if (why !== undefined) throw new Failure(`Without a mutant ${why}`);
    });
  }

  const specs = [...new Set(mutants.flatMap((mutant) => mutant.specs))];
  const detail = () => `${specs.length} files`;
  await step(
    'the specs without a mutant',
    async () => {
      const { report, output } = await runSpecs(runtime, copy, specs);
      requireSound(report, output, specs);
    },
    { detail },
  );

  const verdicts = [];
  let area = '';
  for (const mutant of mutants) {
    if (mutant.area !== area) heading((area = mutant.area));
    verdicts.push(await tryOut(runtime, copy, mutant));
  }
  const survived = verdicts.some(({ by }) => by === undefined);
  process.exitCode = survived ? 1 : 0;
  console.log(`\n${mutantSummary(verdicts)}`);
});
