/**
 * Bundles the compiled server and its packages into `dist/bundle`: Node starts it in half the time, since it reads and links a
 * dozen files instead of 2,800 (docs/decisions/0037). tools/lib/server-build.mjs runs this with the project’s Node.
 */
import { relative } from 'node:path';
import { rolldown } from 'rolldown';
import { inProject } from './project.mjs';

const OUTPUT = inProject('dist/bundle');

/** Packages that read files beside their code, or contain machine code. */
const UNBUNDLED = [/^@node-rs\//, /^@electric-sql\//, /^swagger-ui-dist/];

/** Optional packages that Nest and pg load only where an application installed them, which Bellhop does not. */
const ABSENT = [
  /^@nestjs\/(microservices|websockets|platform-express)(\/|$)/,
  /^@fastify\/(multipart|view)$/,
  'pg-native',
];

/** The server finds migrations, pages and workers beside its modules, which stay where the compiler put them. */
const moduleLocations = {
  name: 'module-locations',
  transform: {
    filter: { id: { exclude: /node_modules/ }, code: 'import.meta.url' },
    handler: (/** @type {string} */ code, /** @type {string} */ id) => {
      const location = `new URL(${JSON.stringify(relative(OUTPUT, id))}, import.meta.url).href`;
      // Within a line, so that its source map stays true.
      return { code: code.replaceAll('import.meta.url', location), map: null };
    },
  },
};

const bundle = await rolldown({
  cwd: inProject(),
  input: inProject('dist/main.js'),
  platform: 'node',
  external: [...UNBUNDLED, ...ABSENT],
  plugins: [moduleLocations],
});
await bundle.write({ dir: OUTPUT, cleanDir: true, format: 'esm', sourcemap: true });
await bundle.close();
