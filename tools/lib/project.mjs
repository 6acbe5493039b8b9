import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * Returns a path inside the repository.
 * @param {...string} parts
 */
export const inProject = (...parts) => resolve(ROOT, ...parts);
