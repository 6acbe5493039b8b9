import { readFileSync } from 'node:fs';
import { inProject } from './project.mjs';

const OWN_SCOPE = '@bellhop/';

/**
 * Returns the folders of the libs that a workspace depends on, directly or indirectly.
 * @param {string} folder such as `apps/web`
 * @param {Set<string>} [seen]
 * @returns {Set<string>} such as `libs/protocol`
 */
export function libsOf(folder, seen = new Set()) {
  const { dependencies = {} } = JSON.parse(readFileSync(inProject(folder, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies)) {
    const lib = name.replace(OWN_SCOPE, 'libs/');
    if (lib === name || seen.has(lib)) continue;
    seen.add(lib);
    libsOf(lib, seen);
  }
  return seen;
}
