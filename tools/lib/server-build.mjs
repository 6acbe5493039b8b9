import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isBuiltFrom } from './build-stamp.mjs';
import { runOrFail } from './command.mjs';
import { fingerprint, sourceFiles } from './fingerprint.mjs';
import { inProject } from './project.mjs';
import { libsOf } from './workspaces.mjs';

/** The built server, as users run it. */
export const SERVER = inProject('dist/bundle/main.js');
const STAMP = inProject('dist/bundle/.built-from');

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
  for (const copy of compiledFiles().filter(isAsset)) {
    if (!existsSync(from + copy.slice(to.length))) rmSync(copy);
  }
}

/** All files of the compiled server, without its bundle. */
const compiledFiles = () =>
  readdirSync(inProject('dist'))
    .filter((name) => name !== 'bundle')
    .flatMap((name) => sourceFiles(inProject('dist', name)));

/** One hash of everything that the bundle depends on. */
function bundleInputs() {
  const libs = [...libsOf('.')].map((lib) => inProject(lib, 'dist'));
  return fingerprint([
    ...compiledFiles(),
    ...libs,
    inProject('tools/lib/bundle-server.mjs'),
    inProject('package-lock.json'),
  ]);
}

/** Node’s arguments to run the compiler. */
const COMPILER = [inProject('node_modules/typescript7/bin/tsc'), '-b', 'tsconfig.build.json'];

/**
 * Compiles libs and server; the compiler knows what is stale.
 * @param {import('../prepare.mjs').Runtime} runtime
 */
export async function compileServer({ node, env }) {
  await runOrFail('The server does not compile: fix the errors above.', node, COMPILER, { env });
  copyAssets();
}

/**
 * Compiles libs and server, and bundles the server if anything of it changed.
 * @param {import('../prepare.mjs').Runtime} runtime
 */
export async function buildServer(runtime) {
  await compileServer(runtime);
  const inputs = bundleInputs();
  if (isBuiltFrom(STAMP, inputs)) return;
  const bundler = inProject('tools/lib/bundle-server.mjs');
  await runOrFail('The server cannot be bundled: see the errors above.', runtime.node, [bundler], { env: runtime.env });
  writeFileSync(STAMP, inputs);
}
