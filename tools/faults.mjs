/**
 * `npm run faults`: prepares, builds what is stale, and runs the fault harness of test/faults on the project’s own
 * Node.
 */
import { spawn } from 'node:child_process';
import { build } from './build.mjs';
import { runMain } from './lib/failure.mjs';
import { ensurePostgres } from './lib/postgresql.mjs';
import { step } from './lib/progress.mjs';
import { inProject } from './lib/project.mjs';
import { QUIET_FLAGS } from './lib/server-process.mjs';
import { prepare } from './prepare.mjs';

const HARNESS = inProject('test/faults/harness/main.ts');
/** Arguments that only print something. */
const QUESTIONS = ['--help', '-h', '--list'];

await runMain(async () => {
  const argv = process.argv.slice(2);
  const runtime = await prepare();
  if (!argv.some((argument) => QUESTIONS.includes(argument))) {
    runtime.env.POSTGRES_BIN = await step('PostgreSQL', ensurePostgres);
    await build(runtime);
  }
  const child = spawn(runtime.node, [...QUIET_FLAGS, HARNESS, ...argv], { stdio: 'inherit', env: runtime.env });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
});
