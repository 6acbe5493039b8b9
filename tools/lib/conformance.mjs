import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Failure } from './failure.mjs';

/**
 * Returns the names of the domains, one per folder.
 * @param {string} project root folder
 * @returns {string[]}
 */
export const domainsOf = (project) =>
  readdirSync(join(project, 'src/domains'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

/**
 * @param {string[]} argv
 * @param {readonly string[]} known
 * @returns {{ readonly help: boolean, readonly domains: readonly string[] }} all domains by default
 * @throws {Failure} when a domain or an option is unknown
 */
export function parseConformanceArguments(argv, known) {
  const { values, positionals } = parsed(argv);
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Failure(`There is no domain ${unknown.join(', ')} in src/domains. Known are ${known.join(', ')}.`);
  }
  return { help: values.help ?? false, domains: positionals.length > 0 ? positionals : known };
}

/** @param {string[]} argv */
function parsed(argv) {
  try {
    return parseArgs({ args: argv, allowPositionals: true, options: { help: { type: 'boolean', short: 'h' } } });
  } catch (error) {
    throw new Failure(`${error instanceof Error ? error.message : error}. See \`npm run conformance -- --help\`.`);
  }
}

/**
 * @typedef {object} Assertion a test in Jest’s report
 * @property {readonly string[]} ancestorTitles the domain and the transport
 * @property {string} title starts with the scenario’s name and a colon
 * @property {string} status
 * @property {readonly string[]} failureMessages
 */

/** @param {string} title */
const nameOf = (title) => title.split(':', 1)[0] ?? title;

/**
 * Formats a line per domain and scenario with a column per transport, and failures below it.
 * @param {{ readonly testResults: readonly { readonly assertionResults: readonly Assertion[] }[] }} report of `jest --json`
 */
export function tableOf({ testResults }) {
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  const transports = [...new Set(all.map(({ ancestorTitles }) => ancestorTitles[1] ?? ''))];
  /** @type {string[][]} */
  const lines = [['domain', 'scenario', ...transports]];
  for (const { ancestorTitles, title } of all.filter(({ ancestorTitles }) => ancestorTitles[1] === transports[0])) {
    const [domain = ''] = ancestorTitles;
    const runs = all.filter((one) => one.title === title && one.ancestorTitles[0] === domain);
    const said = transports.map((name) => runs.find((one) => one.ancestorTitles[1] === name)?.status ?? '-');
    lines.push([domain, nameOf(title), ...said]);
  }
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  const table = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const failures = all.flatMap(({ ancestorTitles, title, failureMessages }) =>
    failureMessages.map((message) => `\n✗ ${[...ancestorTitles, title].join(' › ')}\n${message}`),
  );
  return [...table, ...failures].join('\n');
}
