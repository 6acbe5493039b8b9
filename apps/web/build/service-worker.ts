import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Plugin, type Rolldown, transformWithOxc } from 'vite';

const SOURCE = fileURLToPath(new URL('../src/service-worker/worker.ts', import.meta.url));

/** What the first pages need, at once or when a menu is opened or a card dragged: the rest is kept when it is first used. */
const FIRST =
  /src\/(app\/(dashboard|connection-popover)|ui\/loaded-menu|features\/(finance\/finance-page|tasks\/(tasks-page|card-dragging)))\.tsx$/;

/**
 * Writes `service-worker.js`, which names the files of this build: a build with other files is another service worker, which
 * is how browsers notice a new version.
 */
export function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    generateBundle: {
      order: 'post',
      async handler(_, bundle) {
        const page = bundle['index.html'];
        if (page?.type !== 'asset') this.error('the service worker needs index.html, which is not in the bundle');
        const html = String(page.source);
        const shell = new Set([...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path));
        for (const chunk of Object.values(bundle)) {
          if (chunk.type === 'chunk' && FIRST.test(chunk.facadeModuleId ?? '')) addImports(bundle, chunk, shell);
        }
        const names = Object.keys(bundle).filter((name) => !name.endsWith('.map'));
        const source = await readFile(SOURCE, 'utf8');
        const version = createHash('sha256')
          .update(JSON.stringify([names.sort(), html, source]))
          .digest('hex');
        const build = { version: version.slice(0, 12), shell: [...shell] };
        const { code } = await transformWithOxc(source, SOURCE);
        this.emitFile({
          type: 'asset',
          fileName: 'service-worker.js',
          source: `const BUILD = ${JSON.stringify(build)};\n${code}`,
        });
      },
    },
  };
}

/** Adds a chunk with its styles and all it imports. */
function addImports(bundle: Rolldown.OutputBundle, chunk: Rolldown.OutputChunk, paths: Set<string>): void {
  if (paths.has(`/${chunk.fileName}`)) return;
  paths.add(`/${chunk.fileName}`);
  for (const css of chunk.viteMetadata?.importedCss ?? []) paths.add(`/${css}`);
  for (const name of chunk.imports) {
    const imported = bundle[name];
    if (imported?.type === 'chunk') addImports(bundle, imported, paths);
  }
}
