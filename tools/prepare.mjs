import { inProject } from './lib/project.mjs';
import { installPackages, reasonToInstall } from './lib/packages.mjs';
import { findRuntime, runtimeEnvironment } from './lib/runtime.mjs';
import { checkNode } from './lib/versions.mjs';

/**
 * @typedef {object} Runtime
 * @property {string} node the executable that everything runs under
 * @property {NodeJS.ProcessEnv} env the environment for it
 */

/**
 * Prepares a fresh clone for everything else; takes milliseconds when nothing is missing.
 * @returns {Promise<Runtime>}
 */
export async function prepare() {
  checkNode();
  const reason = reasonToInstall(inProject());
  if (reason) await installPackages(reason);
  const node = await findRuntime();
  return { node, env: runtimeEnvironment(node) };
}
