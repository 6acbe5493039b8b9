import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig, type Rolldown } from 'vite';
import { mantineStyles } from './build/mantine-styles.js';
import { oneDocument } from './build/one-document.js';
import { messages, messagesChunk } from './build/messages.js';
import { serviceWorker } from './build/service-worker.js';

const DOMAINS = readdirSync(new URL('../../src/domains', import.meta.url)).map((domain) => `/${domain}`);
/** Everything the server answers itself; all other paths are the dashboard's. */
const API_PATHS = ['/auth', '/audit', '/v2', '/telemetry', '/health', ...DOMAINS];

const server = process.env['BELLHOP_SERVER'] ?? 'http://localhost:4000';

/** What no page needs before somebody opens a form. */
const FORMS = new RegExp(
  [
    '@mantine/dates/(?!.*DatesProvider)|react-number-format|use-pills-reorder',
    'components/(Modal|Select/|Combobox|ScrollArea|NumberInput|Textarea|Radio|Checkbox|MultiSelect|Pill|PillsInput|TagsInput)',
    'src/ui/(row-form|row-edit|form[.-]|use-form-request|dialog|field-errors|confirm-deletion|conflict-choice|money-inputs|day-input|long-text-input)',
    'features/.*-(form|fields?|guess)\\.|features/users/invite|features/auth/new-password|people/person-filter|src/unsaved/use-draft|features/unsaved/(reopen-form|row-forms)',
  ].join('|'),
);

/** What no page needs before somebody opens a menu: also what places menus, popovers and the lists of selects. */
const MENUS =
  /@floating-ui\/|@mantine\/core\/esm\/(components\/(Menu|Popover)\/|utils\/Floating\/)|src\/ui\/(loaded-menu|existing-element)/;

const pathOf = (id: string): string => id.replaceAll('\\', '/');
const isOfMenus = (id: string): boolean => MENUS.test(pathOf(id));
const isOfForms = (id: string): boolean => FORMS.test(pathOf(id));

const DASHBOARD = fileURLToPath(new URL('src/app/dashboard.tsx', import.meta.url));

/** The signed-in layout with all it imports: a circle of files cannot come of it, because it lacks nothing. */
function dashboardChunk(id: string, modules: Rolldown.ChunkingContext): string | null {
  if (layout.size === 0) addImports(DASHBOARD);
  return layout.has(id) || CRUMBS_OF_LAYOUT.test(pathOf(id)) ? 'dashboard' : null;

  function addImports(module: string): void {
    // Of a library only what is used belongs to it, which the bundler adds: its index names everything.
    if (layout.has(module) || module.includes('node_modules')) return;
    layout.add(module);
    modules.getModuleInfo(module)?.importedIds.forEach(addImports);
  }
}
const layout = new Set<string>();

/** Of a library, used by the layout and by pages: else a file of 200 bytes, which the entrance names. */
const CRUMBS_OF_LAYOUT = /hooks\/esm\/use-force-update/;

/**
 * On a slow network each file costs a share of a round trip, and compresses worse the smaller it is: what the first page
 * needs is one file, what menus and what all forms need are others, and what other pages share is not split into crumbs.
 */
const CHUNKS = [
  { name: 'entrance', tags: ['$initial' as const], priority: 6 },
  { name: dashboardChunk, priority: 5 },
  {
    name: 'shared',
    test: (id: string) => !isOfForms(id) && !isOfMenus(id),
    minShareCount: 3,
    priority: 3,
  },
  // What tabs need as well as menus, and what would be a file of 200 bytes: the entrance names each file.
  { name: 'shared', test: /create-scoped-keydown-handler|find-element-ancestor|icons\/IconFilter\./, priority: 3 },
  // Toasts and dialogs lock scrolling with the same library: with the forms, it brought them all when the first toast could come.
  {
    name: 'scroll-lock',
    test: /node_modules\/(react-remove-scroll|react-remove-scroll-bar|use-sidecar|react-style-singleton|use-callback-ref)\//,
    priority: 4,
  },
  { name: 'menus', test: isOfMenus, priority: 2 },
  { name: 'forms', test: isOfForms, minShareCount: 2, priority: 1 },
];

export default defineConfig({
  base: '/',
  plugins: [messages(), mantineStyles(), oneDocument(), react(), serviceWorker()],
  resolve: { conditions: ['bellhop-source', ...defaultClientConditions] },
  // The manifest is what tools/lib/dashboard-budgets.mjs measures.
  build: {
    outDir: 'dist',
    target: 'es2022',
    // A browser that does not know it (Safari 16) loads modules a round trip later, which is not worth 300 bytes for all.
    modulePreload: { polyfill: false },
    sourcemap: true,
    manifest: true,
    rolldownOptions: {
      output: {
        codeSplitting: { groups: CHUNKS },
        chunkFileNames: ({ name, facadeModuleId }) =>
          `assets/${messagesChunk(facadeModuleId) ?? name.split('~', 1)[0]}-[hash:7].js`,
        assetFileNames: ({ names: [name = ''] }) =>
          `assets/${name.split('~', 1)[0]?.replace(/\.css$/, '')}-[hash:7][extname]`,
      },
    },
  },
  server: { port: 5173, proxy: Object.fromEntries(API_PATHS.map((path) => [path, server])) },
});
