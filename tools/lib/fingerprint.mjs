import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import { inProject } from './project.mjs';

const NOT_SOURCE = new Set(['node_modules', 'dist', '.vite']);

/**
 * All source files under a file or folder, sorted by path.
 * @param {string} path
 * @returns {string[]}
 */
export function sourceFiles(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .filter((name) => !NOT_SOURCE.has(name))
    .sort()
    .flatMap((name) => sourceFiles(`${path}/${name}`));
}

/**
 * Hashes names and contents, so that a checkout that only changes times is no change.
 * @param {string[]} paths files and folders
 */
export function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap(sourceFiles)) {
    hash
      .update(`${relative(inProject(), file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}
