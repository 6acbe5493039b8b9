import { readdirSync } from 'node:fs';
import { BACKGROUND, run } from './command.mjs';
import { describeFailure, Failure } from './failure.mjs';
import { say } from './lanes.mjs';
import { step } from './progress.mjs';
import { inProject } from './project.mjs';
import { emptyTally, sum } from './tally.mjs';

/** Go collects garbage when its memory has grown by 400 %: compiler and linter live too short for more. */
const COMPILER = { GOGC: '400' };

const packaged = (/** @type {string} */ path) => inProject('node_modules', path);
/** One checker: several look at the same types again, each for itself. */
const types = (/** @type {string} */ project) => [
  packaged('typescript7/bin/tsc'),
  '--noEmit',
  '--checkers',
  '1',
  '-p',
  project,
];

/**
 * Checks of the source without running it; each counts as one test.
 * @returns {{ name: string, hint: string, args: string[] }[]} `args` are Node’s
 */
const checks = () => [
  { name: 'format', hint: 'Run `npm run format`.', args: [packaged('oxfmt/bin/oxfmt'), '--check', '.'] },
  { name: 'lint', hint: 'See `npm run lint`.', args: [packaged('oxlint/bin/oxlint'), '.'] },
  {
    name: 'import directions',
    hint: 'The allowed imports are in .dependency-cruiser.mjs.',
    args: [
      packaged('dependency-cruiser/bin/dependency-cruise.mjs'),
      ...['--config', '.dependency-cruiser.mjs', '--output-type', 'err-long'],
      ...['libs', 'src', 'apps', 'test'],
    ],
  },
  {
    name: 'floors',
    hint: 'Folders must not import each other in a cycle: docs/decisions/0031.',
    args: [
      packaged('dependency-cruiser/bin/dependency-cruise.mjs'),
      ...['--config', '.dependency-cruiser.folders.mjs', '--output-type', 'err-long'],
      ...['libs', 'src', 'apps'],
    ],
  },
  { name: 'types of server, libs and tests', hint: '', args: types('test/tsconfig.json') },
  // Separate programs, because each declares its own catalogue of events.
  ...readdirSync(inProject('test/types')).map((application) => ({
    name: `types of the libs in an application with ${application}`,
    hint: 'A declaration for one application must not reach another.',
    args: types(`test/types/${application}/tsconfig.json`),
  })),
  ...readdirSync(inProject('apps')).map((app) => ({
    name: `types of apps/${app}`,
    hint: '',
    args: types(`apps/${app}/tsconfig.json`),
  })),
  {
    name: 'messages',
    hint: 'The messages lie in libs/hotel/messages/<language>/<namespace>.json: docs/decisions/0038.',
    args: [inProject('tools/lib/messages/check.mjs')],
  },
  { name: 'types of the tools', hint: '', args: types('tools/tsconfig.json') },
];

/**
 * @param {import('../prepare.mjs').Runtime} runtime
 * @param {() => boolean} isInterrupted
 * @returns {Promise<import('./tally.mjs').Tally>}
 */
export async function runChecks({ node, env }, isInterrupted) {
  let tally = emptyTally();
  for (const { name, hint, args } of checks()) {
    if (isInterrupted()) break;
    try {
      await step(name, async () => {
        const aside = { niceness: BACKGROUND, withChildren: true };
        const { code, output, trouble } = await run(node, args, { env: { ...env, ...COMPILER }, ...aside });
        if (code !== 0) throw new Failure([trouble, hint].filter(Boolean).join(' '), output);
      });
      tally = sum([tally, { ...emptyTally(), passed: 1 }]);
    } catch (error) {
      say(`\n${describeFailure(error)}\n`);
      tally = sum([tally, { ...emptyTally(), failed: 1, troubles: [`check failed: ${name}`] }]);
    }
  }
  return tally;
}
