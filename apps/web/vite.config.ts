import { readdirSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';
import { mantineStyles } from './build/mantine-styles.js';
import { serviceWorker } from './build/service-worker.js';
import { ENTRANCE_NAMESPACES } from './src/language/namespaces.js';

const DOMAINS = readdirSync(new URL('../../src/domains', import.meta.url)).map((domain) => `/${domain}`);
/** Everything the server answers itself; all other paths are the dashboard's. */
const API_PATHS = ['/auth', '/audit', '/v2', '/telemetry', '/health', ...DOMAINS];

/** Two chunks for each language: one for the entrance, one for the pages behind it. */
function messagesChunk(id: string): string | null {
  const [, language, namespace = ''] = /\/hotel\/messages\/(\w+)\/(\w+)\.json$/.exec(id) ?? [];
  if (language === undefined) return null;
  return `messages-${language}${isForEntrance(namespace) ? '' : '-pages'}`;
}

const isForEntrance = (namespace: string) => ENTRANCE_NAMESPACES.some((name) => name === namespace);

const server = process.env['BELLHOP_SERVER'] ?? 'http://localhost:4000';

/** What no page needs before somebody opens a form. */
const FORMS = new RegExp(
  [
    '@mantine/(form|dates/(?!.*DatesProvider))|react-number-format|react-remove-scroll|use-sidecar|klona|use-pills-reorder',
    'components/(Modal|Select/|Combobox|ScrollArea|NumberInput|Textarea|Radio|Checkbox|MultiSelect|Pill|PillsInput|TagsInput)',
    'src/ui/(row-form|row-edit|form-|field-errors|confirm-deletion|conflict-choice|money-inputs|day-input)',
    'features/.*-(form|fields?|guess)\\.|features/users/invite|src/unsaved/use-draft|features/unsaved/',
  ].join('|'),
);

const isOfForms = (id: string): boolean => FORMS.test(id.replaceAll('\\', '/'));

/**
 * On a slow network each file costs a share of a round trip, and compresses worse the smaller it is: what the first page
 * needs is one file, what all forms need another, and what other pages share is not split into crumbs.
 */
const CHUNKS = [
  { name: messagesChunk, minSize: 0, priority: 4 },
  { name: 'entrance', tags: ['$initial' as const], priority: 3 },
  {
    name: 'shared',
    test: (id: string) => !isOfForms(id),
    minShareCount: 3,
    priority: 2,
  },
  { name: 'forms', test: isOfForms, minShareCount: 2, priority: 1 },
];

export default defineConfig({
  base: '/',
  plugins: [mantineStyles(), react(), serviceWorker()],
  resolve: { conditions: ['bellhop-source', ...defaultClientConditions] },
  // The manifest is what tools/lib/dashboard-budgets.mjs measures.
  build: {
    outDir: 'dist',
    target: 'es2022',
    sourcemap: true,
    manifest: true,
    rolldownOptions: {
      output: {
        codeSplitting: { groups: CHUNKS },
        chunkFileNames: ({ name }) => `assets/${name.split('~', 1)[0]}-[hash].js`,
        assetFileNames: ({ names: [name = ''] }) =>
          `assets/${name.split('~', 1)[0]?.replace(/\.css$/, '')}-[hash][extname]`,
      },
    },
  },
  server: { port: 5173, proxy: Object.fromEntries(API_PATHS.map((path) => [path, server])) },
});
