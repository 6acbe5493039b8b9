import { parseArgs } from 'node:util';
import { Failure } from './failure.mjs';

const PARTS = /** @type {const} */ (['checks', 'jest', 'browser']);

/**
 * @typedef {object} TestRequest
 * @property {boolean} help
 * @property {readonly (typeof PARTS)[number][]} parts what to run
 * @property {string[]} patterns only the test files whose path matches one; empty: all
 */

/**
 * @param {string[]} argv
 * @returns {TestRequest}
 * @throws {Failure} when an argument is unknown
 */
export function parseTestArguments(argv) {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: { only: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    const only = PARTS.find((part) => part === values.only);
    if (values.only !== undefined && !only) throw new Error(`--only=${values.only} is none of ${PARTS.join(', ')}`);
    const all = positionals.length > 0 ? PARTS.filter((part) => part !== 'checks') : PARTS;
    return { help: values.help ?? false, parts: only ? [only] : all, patterns: positionals };
  } catch (error) {
    throw new Failure(`${error instanceof Error ? error.message : error}. See \`npm test -- --help\`.`);
  }
}
