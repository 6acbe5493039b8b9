import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { delimiter } from 'node:path';
import { run, runOrFail } from './command.mjs';
import { Failure } from './failure.mjs';
import { step } from './progress.mjs';
import { inProject } from './project.mjs';
import { checkNpm } from './versions.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, link?: boolean, optional?: boolean, peer?: boolean }} LockEntry
 */

/**
 * @param {string} path
 * @returns {Record<string, LockEntry> | undefined}
 */
function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Returns why the packages must be installed, or undefined when node_modules matches package-lock.json. npm writes its
 * list of installed packages (node_modules/.package-lock.json) last, so an interrupted install is noticed too.
 * @param {string} [root]
 * @returns {string | undefined}
 */
export function reasonToInstall(root = inProject()) {
  const wanted = readLock(`${root}/package-lock.json`);
  if (!wanted)
    throw new Failure('package-lock.json is missing or damaged: restore it with `git checkout package-lock.json`.');
  if (!existsSync(`${root}/node_modules`)) return 'there is no node_modules';
  const installed = readLock(`${root}/node_modules/.package-lock.json`);
  if (!installed) return 'the last installation did not finish';
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.includes('node_modules/') || entry.optional) continue;
    const present = installed[path];
    if (!present) return `${path} is not installed`;
    if (present.version !== entry.version || present.integrity !== entry.integrity) return `${path} is another version`;
    if (!existsSync(`${root}/${path}`)) return `${path} is gone`;
  }
  return undefined;
}

/**
 * The environment from before npm put node_modules/.bin first: the Node in there disappears while the packages are
 * replaced.
 */
function environmentOutsideNodeModules() {
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  return { ...process.env, PATH: path.join(delimiter) };
}

/** @returns {{ command: string, args: string[] }} the npm that started this process, else the one on PATH */
function npmCommand() {
  const script = process.env.npm_execpath;
  const node = process.env.npm_node_execpath;
  if (script?.endsWith('npm-cli.js') && node && !node.includes('node_modules') && existsSync(node)) {
    return { command: node, args: [script] };
  }
  return { command: 'npm', args: [] };
}

/** Number of packages in node_modules so far. */
function countInstalled() {
  try {
    const names = readdirSync(inProject('node_modules')).filter((name) => !name.startsWith('.'));
    const scoped = names.filter((name) => name.startsWith('@'));
    const inside = scoped.map((scope) => readdirSync(inProject('node_modules', scope)).length);
    return inside.reduce((sum, count) => sum + count, names.length - scoped.length);
  } catch {
    return 0;
  }
}

/** What npm says of a version that its cached list of versions lacks. */
const TOO_OLD_LIST = /\bE?TARGET\b|notarget/i;
const INSTALLATION_FAILED =
  '`npm ci` failed; its output is above. Usually the network or a proxy is the cause: run the command again.';

/**
 * Installs exactly what package-lock.json says.
 * @param {string} reason
 */
export async function installPackages(reason) {
  const { command, args } = npmCommand();
  const env = environmentOutsideNodeModules();
  const version = await run(command, [...args, '--version'], { env });
  if (version.code !== 0) {
    throw new Failure('npm was not found. It comes with Node: install it from https://nodejs.org.', version.output);
  }
  checkNpm(version.output.trim());
  const install = async () => {
    const ci = [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=warn'];
    // Asking the registry whether each cached list of versions is still true takes as long as to unpack a third of the files.
    const { code, output } = await run(command, [...ci, '--prefer-offline'], { env });
    if (code === 0) return;
    if (!TOO_OLD_LIST.test(output)) throw new Failure(INSTALLATION_FAILED, output);
    await runOrFail(INSTALLATION_FAILED, command, ci, { env });
  };
  await step(`install packages with npm (${reason}; a minute or two)`, install, {
    detail: () => `${countInstalled()} packages so far`,
  });
}
