import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { runOrFail } from './command.mjs';
import { sourceFiles } from './fingerprint.mjs';
import { inProject } from './project.mjs';

/** What the server reads at run time beside its code: SQL migrations and their journal, what its pages load. */
const isAsset = (/** @type {string} */ path) => /\.(sql|json|html|css|mjs)$/.test(path);

/**
 * Makes the assets in dist the same as those in src: changed ones are copied, those without a source are removed.
 */
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

/** Arguments for Node that call the compiler. */
const COMPILER = [inProject('node_modules/typescript7/bin/tsc'), '-b', 'tsconfig.json'];

/**
 * Compiles the libs and the server; the compiler itself knows what is stale.
 * @param {import('../prepare.mjs').Runtime} runtime
 */
export async function buildServer({ node, env }) {
  await runOrFail('The server does not compile: mend what the compiler says above.', node, COMPILER, { env });
  copyAssets();
}
