import { spawnSync } from 'node:child_process';
import { apply, applyTemplates, chain, mergeWith, SchematicsException, url } from '@angular-devkit/schematics';
import { dashboardParts } from './dashboard.mjs';
import { parseFields } from './fields.mjs';
import { messages } from './messages.mjs';
import { namesOf } from './names.mjs';
import { requireFree } from './free-names.mjs';
import { serverParts } from './server.mjs';
import { sharedFiles } from './shared-files.mjs';
import { declaredIn, parse } from './source.mjs';
import { migration } from './table.mjs';

/**
 * The domain to write.
 * @typedef {object} Domain
 * @property {import('./names.mjs').Spelled} many
 * @property {import('./names.mjs').Spelled} one
 * @property {readonly import('./fields.mjs').Field[]} fields
 * @property {boolean} isPlaced whether each row belongs to a property
 * @property {string} icon
 *
 * @typedef {import('@angular-devkit/schematics').Tree} Tree
 * @typedef {import('@angular-devkit/schematics').Rule} Rule
 */

/**
 * Writes a domain and its lines in the files that all domains share. Refuses bad input before it writes anything.
 * @param {{ name?: string, fields?: string, one?: string, scope?: string, icon?: string }} options
 * @returns {Rule}
 */
export function domain({ name, fields, one, scope = 'property', icon = 'IconListDetails' }) {
  return (tree) => {
    if (!name) throw new SchematicsException('Name the domain, in the plural: rooms.');
    if (scope !== 'property' && scope !== 'org') {
      throw new SchematicsException(`--scope=${scope} is neither property nor org.`);
    }
    const described = { ...namesOf(name, one), fields: parseFields(fields), isPlaced: scope === 'property', icon };
    requireFree(tree, described);
    const names = { name: described.many.kebab, row: described.one.kebab };
    const parts = { ...names, ...described, ...serverParts(described), ...dashboardParts(described) };
    return chain([
      mergeWith(apply(url('./files'), [applyTemplates(parts)])),
      sharedFiles(described),
      messages(described),
      refuseDoubleNames,
      format,
      migration(described),
      refuseUncommitted,
    ]);
  };
}

/** A row’s name may collide with an import of its files. @type {Rule} */
const refuseDoubleNames = (tree) => {
  for (const path of written(tree).filter((each) => /\.tsx?$/.test(each))) {
    const names = declaredIn(parse(path, tree.readText(path)));
    const twice = names.find((each, at) => names.indexOf(each) !== at);
    if (twice)
      throw new SchematicsException(`"${twice}" already has another meaning in ${path}. Choose another name or --one.`);
  }
};

/** Formats like `npm run format`. @type {Rule} */
const format = async (tree) => {
  const { formatted } = await import('../../lib/formatted.mjs');
  for (const path of written(tree)) tree.overwrite(path, await formatted(path, tree.readText(path)));
};

/**
 * Keeps generated lines apart from uncommitted ones. Outside of a repository there is nothing to check.
 * @type {Rule}
 */
const refuseUncommitted = (tree) => {
  const { status, stdout } = spawnSync('git', ['status', '--porcelain', '--', ...written(tree)], { encoding: 'utf8' });
  const changed = status === 0 ? stdout.split('\n').filter(Boolean) : [];
  if (changed.length > 0) {
    const paths = changed.map((line) => line.slice(3)).join(', ');
    throw new SchematicsException(`Commit or stash your changes first: the domain adds lines to ${paths}.`);
  }
};

/** @param {Tree} tree */
const written = (tree) => [...new Set(tree.actions.map(({ path }) => path.replace(/^\//, '')))];
