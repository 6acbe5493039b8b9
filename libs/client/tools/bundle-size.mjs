/** Prints what a page has to load of this package, as JSON: gzip bytes, bundled and minified for browsers. */
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

const ENTRY = '\0entry';
const source = (/** @type {string} */ file) =>
  JSON.stringify(fileURLToPath(new URL(`../src/${file}`, import.meta.url)));

/**
 * What is loaded at the start; what is loaded only where it is needed (the native EventSource) is left out.
 * @param {string} code of a module that exports what is measured
 */
async function gzippedBytes(code) {
  const bundle = await rolldown({
    input: ENTRY,
    platform: 'browser',
    resolve: { conditionNames: ['bellhop-source', 'import', 'default'] },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === ENTRY ? id : undefined),
        load: (id) => (id === ENTRY ? { code, moduleType: 'ts' } : undefined),
      },
    ],
  });
  const { output } = await bundle.generate({ format: 'es', minify: true });
  await bundle.close();
  const chunks = new Map(output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file]] : [])));
  const pending = [...chunks.values()].filter(({ isEntry }) => isEntry);
  const loaded = new Set(pending);
  for (const { imports } of loaded) for (const name of imports) loaded.add(chunks.get(name) ?? pending[0]);
  return [...loaded].reduce((sum, chunk) => sum + gzipSync(chunk.code, { level: 9 }).length, 0);
}

const core = await gzippedBytes(`export { createRealtimeClient } from ${source('create-realtime-client.ts')};`);
const everything = await gzippedBytes(`export * from ${source('index.ts')};`);
console.log(JSON.stringify({ core, everything }));
