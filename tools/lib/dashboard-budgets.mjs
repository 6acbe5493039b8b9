import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from './project.mjs';

/** The built dashboard. */
export const DASHBOARD = inProject('apps/web/dist');

/**
 * What a browser has to load before somebody can sign in, or sees the rows of their first page: the page with what it names,
 * all static imports of these modules with their styles, and the messages of one language.
 * docs/decisions/0042-dashboard-budgets.md says where the figures come from.
 */
export const BUDGETS = [
  { name: 'sign-in', bytes: 120_000, modules: [], messages: /^messages-\w+-(?!pages|later)/ },
  {
    name: 'first page: tasks',
    bytes: 250_000,
    modules: ['src/app/dashboard.tsx', 'src/features/tasks/tasks-page.tsx'],
    messages: /^messages-\w+-(?!later)/,
  },
  {
    name: 'first page: finance, with its chart',
    bytes: 250_000,
    modules: ['src/app/dashboard.tsx', 'src/features/finance/finance-page.tsx'],
    messages: /^messages-\w+-(?!later)/,
  },
];

/**
 * @typedef {object} Chunk an entry of Vite's manifest
 * @property {string} file
 * @property {string[]} [css]
 * @property {string[]} [imports] keys of the manifest
 *
 * @typedef {object} Spending
 * @property {string} name
 * @property {number} budget bytes over the wire
 * @property {number} bytes over the wire, as brotli
 * @property {{ path: string, bytes: number }[]} files the largest first
 */

/**
 * All files that a browser loads for these modules, with what they import.
 * @param {Readonly<Record<string, Chunk>>} manifest
 * @param {readonly string[]} modules
 */
export function filesFor(manifest, modules) {
  /** @type {Set<string>} */
  const visited = new Set();
  /** @type {Set<string>} */
  const files = new Set();
  const visit = (/** @type {string} */ module) => {
    if (visited.has(module)) return;
    visited.add(module);
    const chunk = manifest[module];
    if (!chunk) throw new Error(`${module} is not in the dashboard's build: was it renamed?`);
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    chunk.imports?.forEach(visit);
  };
  modules.forEach(visit);
  return [...files];
}

/**
 * Files that import each other in a circle: one of them would run before what it imports. Merged chunks can do that.
 * @param {Readonly<Record<string, Chunk>>} manifest
 */
export function circlesIn(manifest) {
  /** @type {string[]} */
  const circles = [];
  /** @type {Set<string>} */
  const done = new Set();
  const visit = (/** @type {string} */ module, /** @type {string[]} */ path) => {
    const start = path.indexOf(module);
    if (start >= 0)
      circles.push([...path.slice(start), module].map((each) => manifest[each]?.file ?? each).join(' → '));
    if (start >= 0 || done.has(module)) return;
    for (const imported of manifest[module]?.imports ?? []) visit(imported, [...path, module]);
    done.add(module);
  };
  for (const module of Object.keys(manifest)) visit(module, []);
  return circles;
}

/** @param {string} [folder] */
export const readManifest = (folder = DASHBOARD) =>
  /** @type {Readonly<Record<string, Chunk>>} */ (
    JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8'))
  );

/**
 * Measures the build against its budgets.
 * @param {string} [folder]
 * @returns {Spending[]}
 */
export function measureDashboard(folder = DASHBOARD) {
  const manifest = readManifest(folder);
  const page = filesNamedBy(readFileSync(join(folder, 'index.html'), 'utf8'));
  return BUDGETS.map(({ name, bytes: budget, modules, messages }) => {
    const first = Object.keys(manifest).filter((module) => page.includes(manifest[module]?.file ?? ''));
    const paths = new Set(['index.html', ...page, ...filesFor(manifest, [...first, ...modules])]);
    const files = [...[...paths].map(sized), ...largestMessages(manifest, messages)];
    files.sort((a, b) => b.bytes - a.bytes);
    return { name, budget, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), files };
  });

  /** @param {string} path */
  function sized(path) {
    return { path, bytes: compressedSize(join(folder, path)) };
  }

  /**
   * The messages of the language that has the most to load.
   * @param {Readonly<Record<string, Chunk>>} chunks
   * @param {RegExp} wanted
   */
  function largestMessages(chunks, wanted) {
    const files = Object.values(chunks)
      .map(({ file }) => file)
      .filter((file) => wanted.test(file.replace('assets/', '')));
    const languages = new Set(files.map(languageOf));
    const sizes = [...languages].map((language) => files.filter((file) => languageOf(file) === language).map(sized));
    const sumOf = (/** @type {{ bytes: number }[]} */ all) => all.reduce((sum, { bytes }) => sum + bytes, 0);
    return sizes.sort((a, b) => sumOf(b) - sumOf(a))[0] ?? [];
  }
}

/** @param {string} file */
const languageOf = (file) => /messages-(\w+)/.exec(file)?.[1];

/** The files of this server that a page names. @param {string} html */
const filesNamedBy = (html) => [...html.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, path = '']) => path);

/** @param {string} path */
const compressedSize = (path) => (statSync(`${path}.br`, { throwIfNoEntry: false }) ?? statSync(path)).size;

/**
 * One paragraph for each budget that is passed, with what it is spent on.
 * @param {readonly Spending[]} spendings
 */
export const overspent = (spendings) =>
  spendings
    .filter(({ bytes, budget }) => bytes > budget)
    .map(
      ({ name, bytes, budget, files }) =>
        `${name}: ${bytes} bytes, ${bytes - budget} more than its budget of ${budget}\n` +
        files.map((file) => `  ${String(file.bytes).padStart(7)}  ${file.path}`).join('\n'),
    );
