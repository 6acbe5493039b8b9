/** `npm run bench`: prepares, builds what is stale, then measures on the project’s own Node and a separate core. */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { build } from '../../tools/build.mjs';
import { Failure, runMain } from '../../tools/lib/failure.mjs';
import { findOnPath } from '../../tools/lib/programs.mjs';
import { inProject } from '../../tools/lib/project.mjs';
import { QUIET_FLAGS } from '../../tools/lib/server-process.mjs';
import { prepare } from '../../tools/prepare.mjs';

const HELP = `npm run bench compares Bellhop with Nchan, Nest @Sse, better-sse, a C program that only writes, and bare
Fastify with pg.

  npm run bench                           everything, about 25 minutes
  npm run bench -- --quick                one short run of each, about 8 minutes: shows breakage, not small differences
  npm run bench -- --only=fanout,idle     change, fanout, orgs, burst, compression, idle, latency, slow-reader, reconnect,
                                          many-orgs, publishing, dashboard
  npm run bench -- --only=change --quick --rows=post,list
                                          only these rows of the cost of a change: post, refused, me, constant, list,
                                          list-1, ephemeral, event, batch, statements, opening, crowd
  npm run bench -- --profile=post,list    profiles these rows in Bellhop's main thread;
                                          with --write, updates docs/where-the-time-goes.md
  npm run bench -- --write                everything, and updates docs/performance.md and its plots
  npm run bench -- --write --only=fanout  updates only these sections, on any machine: a section says where
                                          it was measured when that is not where the others were

Needs Linux and two cores. Nchan is measured where nginx has it (Debian: apt-get install nginx libnginx-mod-nchan), the
C program where there is a compiler, what a change costs where there are PostgreSQL's server programs, the dashboard in
Chromium. All figures of a run go to .cache/bench/results.json.
`;

/** The load’s core; servers run on core 0. */
const LOAD_CORE = '1';

await runMain(async () => {
  const argv = process.argv.slice(2);
  if (argv.includes('--help') || argv.includes('-h')) {
    console.log(HELP);
    return;
  }
  if (process.platform !== 'linux' || !findOnPath(['taskset'])) {
    throw new Failure(
      'The benchmark reads CPU time from /proc and needs `taskset` (util-linux): it runs on Linux only.',
    );
  }
  if (availableParallelism() < 2)
    throw new Failure('The benchmark needs two cores: one for the server, one for the load.');
  const runtime = await prepare();
  await build(runtime);
  // Every stream is an open file, up to the hard limit.
  const start = `ulimit -n "$(ulimit -Hn)"; exec taskset -c ${LOAD_CORE} "$@"`;
  const args = [runtime.node, ...QUIET_FLAGS, inProject('apps/bench/src/main.ts'), ...argv];
  const child = spawn('sh', ['-c', start, 'bench', ...args], { stdio: 'inherit', env: runtime.env });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
});
