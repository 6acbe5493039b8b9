import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { run } from './command.mjs';
import { Failure } from './failure.mjs';
import { inProject } from './project.mjs';
import { majorOf, RUNTIME_NODE } from './versions.mjs';

/** @param {string} node */
async function versionOf(node) {
  if (!existsSync(node)) return undefined;
  const { code, output } = await run(node, ['--version']);
  return code === 0 ? output.trim() : undefined;
}

/**
 * Finds the Node for everything after the installation: the one in the package `node`, or the running one if new
 * enough. npm may be configured to skip install scripts, so the package’s own script is run when its binary is missing.
 * @returns {Promise<string>} path of the executable
 * @throws {Failure} when there is none
 */
export async function findRuntime() {
  const packaged = inProject('node_modules/node/bin/node');
  if (await versionOf(packaged)) return packaged;
  if (majorOf(process.version) >= RUNTIME_NODE) return process.execPath;
  const setup = inProject('node_modules/node/installArchSpecificPackage.js');
  const { output } = await run(process.execPath, [setup], { cwd: inProject('node_modules/node') });
  if (await versionOf(packaged)) return packaged;
  throw new Failure(
    `Bellhop runs on Node ${RUNTIME_NODE}. The package that contains it has no working program for this machine, and ` +
      `the Node here is ${process.version}. Install Node ${RUNTIME_NODE} from https://nodejs.org and run the command again.`,
    output,
  );
}

/**
 * Returns this process’s environment with the project’s programs and `runtime` first on PATH.
 * @param {string} runtime
 * @returns {NodeJS.ProcessEnv}
 */
export function runtimeEnvironment(runtime) {
  const folders = [inProject('node_modules/.bin'), runtime.replace(/[/\\][^/\\]+$/, ''), process.env.PATH];
  return { ...process.env, PATH: folders.filter(Boolean).join(delimiter) };
}
