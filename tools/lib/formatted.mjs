import { readFileSync } from 'node:fs';
import { format } from 'oxfmt';
import { inProject } from './project.mjs';

/**
 * Formats a text like `npm run format`.
 * @param {string} path whose ending says what the text is
 * @param {string} text
 */
export async function formatted(path, text) {
  const { ignorePatterns: _, ...options } = JSON.parse(readFileSync(inProject('.oxfmtrc.json'), 'utf8'));
  const { code, errors } = await format(path, text, options);
  const [error] = errors;
  if (error) throw new Error(`${path} cannot be formatted: ${error.message}`);
  return code;
}
