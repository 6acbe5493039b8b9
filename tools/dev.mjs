/**
 * `npm run dev`: runs build, server and dashboard in one terminal, restarts each when its sources change, and stops all
 * together.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { build } from './build.mjs';
import { vite } from './lib/dashboard-build.mjs';
import { runMain } from './lib/failure.mjs';
import { inProject } from './lib/project.mjs';
import { rebuildOnChange } from './lib/rebuild-on-change.mjs';
import { SERVER_FLAGS } from './lib/server-process.mjs';
import { prepare } from './prepare.mjs';

/** @param {string} name @returns {(line: string) => void} prints lines with `name` in front */
const teller = (name) => (line) => console.log(`${name.padEnd(9)} │ ${line}`);

/**
 * @param {string} name
 * @param {import('./prepare.mjs').Runtime} runtime
 * @param {string[]} args
 * @param {string} [cwd]
 */
function startWatcher(name, { node, env }, args, cwd = inProject()) {
  const child = spawn(node, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', teller(name));
  return child;
}

await runMain(async () => {
  const runtime = await prepare();
  await build(runtime);
  const stopRebuilding = rebuildOnChange(runtime, teller('build'));
  const watchers = [
    startWatcher('server', runtime, [...SERVER_FLAGS, '--watch', '--watch-preserve-output', inProject('dist/main.js')]),
    startWatcher('dashboard', runtime, [vite()], inProject('apps/web')),
  ];
  const stopAll = () => watchers.forEach((watcher) => watcher.kill('SIGTERM'));
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, stopAll);
  watchers.forEach((watcher) => watcher.on('exit', stopAll));
  await Promise.all(watchers.map((watcher) => new Promise((resolve) => watcher.on('close', resolve))));
  stopRebuilding();
});
