import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';
import './other-clock.mjs';

/*
 * Loaded by Node’s `--import` (see tools/lib/runners.mjs), so that the test process and all its threads can read
 * TypeScript. Modules are Node’s own, loaded once per process: spec files share them, as requests share them in the
 * server.
 */

const root = new URL('../../', import.meta.url);
const swc = JSON.parse(readFileSync(new URL('.swcrc', root), 'utf8'));

/** Modules that replace those a spec names. */
const instead = new Map([
  // Jest’s own package refuses to load outside Jest’s modules.
  ['@jest/globals', new URL('jest-globals.mjs', import.meta.url).href],
  // No property test can bypass the seed.
  ['fast-check', new URL('seeded-fast-check.mjs', import.meta.url).href],
]);

/**
 * TypeScript requires `./some.js` for an import of `some.ts`.
 * @param {string} specifier
 * @param {string | undefined} parent
 */
function sourceOf(specifier, parent) {
  if (parent === undefined || !/^\.{1,2}\/.*\.js$/.test(specifier)) return undefined;
  for (const ending of ['.ts', '.tsx']) {
    const url = new URL(specifier.replace(/\.js$/, ending), parent);
    if (url.protocol === 'file:' && !url.pathname.includes('/node_modules/') && existsSync(url)) return url.href;
  }
  return undefined;
}

registerHooks({
  resolve(specifier, context, nextResolve) {
    const url = instead.get(specifier) ?? sourceOf(specifier, context.parentURL);
    return url === undefined ? nextResolve(specifier, context) : { url, shortCircuit: true };
  },
  load(url, context, nextLoad) {
    if (!/\.tsx?(\?|$)/.test(url)) return nextLoad(url, context);
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, 'utf8'), {
      ...swc,
      filename,
      swcrc: false,
      sourceMaps: 'inline',
    });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
