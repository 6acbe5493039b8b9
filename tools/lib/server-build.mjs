import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { runOrFail } from './command.mjs';
import { sourceFiles } from './fingerprint.mjs';
import { inProject } from './project.mjs';

/** Files that the server reads at run time besides code: SQL migrations and their journal, and assets of its pages. */
const isAsset = (/** @type {string} */ path) => /\.(sql|json|html|css|mjs)$/.test(path);

/** Mirrors the assets of src to dist: copies changed ones and removes those without a source. */
function copyAssets() {
  const from = inProject('src');
  const to = inProject('dist');
  const assets = sourceFiles(from).filter(isAsset);
  for (const asset of assets) {
    const copy = to + asset.slice(from.length);
    if (existsSync(copy) && readFileSync(copy).equals(readFileSync(asset))) continue;
    mkdirSync(dirname(copy), { recursive: true });
    copyFileSync(asset, copy);
  }
  for (const copy of sourceFiles(to).filter(isAsset)) {
    if (!existsSync(from + copy.slice(to.length))) rmSync(copy);
  }
}

/** Node’s arguments to run the compiler. */
const COMPILER = [inProject('node_modules/typescript7/bin/tsc'), '-b', 'tsconfig.json'];

/**
 * Compiles libs and server; the compiler knows what is stale.
 * @param {import('../prepare.mjs').Runtime} runtime
 */
export async function buildServer({ node, env }) {
  await runOrFail('The server does not compile: fix the errors above.', node, COMPILER, { env });
  copyAssets();
}
