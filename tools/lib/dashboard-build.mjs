import { existsSync, writeFileSync } from 'node:fs';
import { isBuiltFrom } from './build-stamp.mjs';
import { runOrFail } from './command.mjs';
import { compressAssets } from './compress-assets.mjs';
import { DASHBOARD } from './dashboard-budgets.mjs';
import { fingerprint } from './fingerprint.mjs';
import { inProject } from './project.mjs';
import { libsOf } from './workspaces.mjs';

const FOLDER = 'apps/web';
const STAMP = inProject(FOLDER, 'dist/.built-from');

/** One hash of everything that the dashboard’s build depends on. */
function currentInputs() {
  const libs = [...libsOf(FOLDER)].flatMap((lib) => [inProject(lib, 'src'), inProject(lib, 'messages')]);
  return fingerprint([
    inProject(FOLDER),
    ...libs,
    inProject('tools/lib/compress-assets.mjs'),
    inProject('package-lock.json'),
  ]);
}

/** Whether the dashboard must be rebuilt. */
export function isDashboardStale() {
  return !isBuiltFrom(STAMP, currentInputs());
}

/** Path of Vite, wherever npm installed it. */
export function vite() {
  const own = inProject(FOLDER, 'node_modules/vite/bin/vite.js');
  return existsSync(own) ? own : inProject('node_modules/vite/bin/vite.js');
}

/** @param {import('../prepare.mjs').Runtime} runtime */
export async function buildDashboard({ node, env }) {
  const inputs = currentInputs();
  await runOrFail('The dashboard does not build: fix the errors above.', node, [vite(), 'build'], {
    cwd: inProject(FOLDER),
    env: { ...env, NODE_ENV: 'production' },
  });
  await compressAssets(DASHBOARD);
  writeFileSync(STAMP, inputs);
}
