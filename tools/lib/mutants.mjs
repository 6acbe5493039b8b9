import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Failure } from './failure.mjs';

/**
 * A bug to put into the code, to prove that its tests notice.
 * @typedef {object} Mutant
 * @property {string} name what is broken, in words
 * @property {string} file
 * @property {string} find a text that occurs once in the file
 * @property {string} replace what it becomes
 * @property {readonly string[]} specs the test files that must fail, of the lowest level that can
 * @property {boolean} [built] they start the built server, so it is built with the bug
 */

/** @typedef {Mutant & { readonly area: string }} ListedMutant with the name of the file that lists it */

/**
 * @param {string[]} argv
 * @returns {{ help: boolean, patterns: string[] }}
 * @throws {Failure} when an option is unknown
 */
export function parseMutantArguments(argv) {
  try {
    const options = { help: { type: /** @type {const} */ ('boolean'), short: 'h' } };
    const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options });
    return { help: values.help ?? false, patterns: positionals };
  } catch (error) {
    throw new Failure(`${error instanceof Error ? error.message : error}. See \`npm run mutants -- --help\`.`);
  }
}

/**
 * Reads the lists of mutants.
 * @param {string} folder holds a file per area, which exports `mutants`
 * @returns {Promise<ListedMutant[]>}
 */
export async function readMutants(folder) {
  const files = readdirSync(folder).filter((file) => file.endsWith('.mjs'));
  const lists = files.sort().map(async (file) => {
    /** @type {{ mutants: readonly Mutant[] }} */
    const { mutants } = await import(pathToFileURL(join(folder, file)).href);
    return mutants.map((mutant) => ({ ...mutant, area: basename(file, '.mjs') }));
  });
  return (await Promise.all(lists)).flat();
}

/**
 * @param {readonly ListedMutant[]} mutants
 * @param {readonly string[]} patterns parts of a name or an area, in any case; none: every mutant
 * @throws {Failure} when a pattern matches none
 */
export function chooseMutants(mutants, patterns) {
  /** @type {(mutant: ListedMutant, pattern: string) => boolean} */
  const fits = ({ area, name }, pattern) => `${area}: ${name}`.toLowerCase().includes(pattern.toLowerCase());
  const idle = patterns.find((pattern) => !mutants.some((mutant) => fits(mutant, pattern)));
  if (idle !== undefined) throw new Failure(`No mutant matches ${idle}.`);
  return mutants.filter((mutant) => patterns.length === 0 || patterns.some((pattern) => fits(mutant, pattern)));
}

/**
 * @param {string} root of the project, or of a copy
 * @param {Mutant} mutant
 * @returns {{ sound: string, mutated: string }} the file's text without and with the bug
 * @throws {Failure} when the text to replace is not there exactly once, or a spec is missing
 */
function textsOf(root, { name, file, find, replace, specs }) {
  /** @param {string} why */
  const failure = (why) => new Failure(`“${name}” cannot be planted: ${why}.`);
  const missing = [file, ...specs].find((path) => !existsSync(join(root, path)));
  if (missing !== undefined) throw failure(`there is no ${missing}`);
  if (specs.length === 0) throw failure('it names no spec');
  if (find === '' || find === replace) throw failure('it changes nothing');
  const sound = readFileSync(join(root, file), 'utf8');
  const parts = sound.split(find);
  if (parts.length !== 2) throw failure(`its text occurs ${parts.length - 1} times in ${file}, not once`);
  return { sound, mutated: parts.join(replace) };
}

/**
 * Checks all mutants before the first is planted, since a run takes minutes.
 * @param {string} root
 * @param {readonly Mutant[]} mutants
 * @throws {Failure} that names every one that cannot be planted
 */
export function requirePlantable(root, mutants) {
  const sentences = mutants.flatMap((mutant) => {
    try {
      textsOf(root, mutant);
      return [];
    } catch (error) {
      if (error instanceof Failure) return [error.message];
      throw error;
    }
  });
  if (sentences.length > 0) throw new Failure(sentences.join('\n'));
}

/**
 * Puts a bug into a copy of the project.
 * @param {string} copy its root
 * @param {Mutant} mutant
 * @returns {() => void} takes it out again
 */
export function plant(copy, mutant) {
  const { sound, mutated } = textsOf(copy, mutant);
  const path = join(copy, mutant.file);
  writeFileSync(path, mutated);
  return () => writeFileSync(path, sound);
}

/**
 * @typedef {object} SpecReport the read fields of `jest --json`
 * @property {readonly { name: string, message: string, assertionResults: readonly { fullName: string, status: string }[] }[]} testResults
 *
 * @typedef {object} Verdict
 * @property {string} [by] the first test that failed; undefined: the mutant survived
 * @property {string} [why] it survived although its specs did not pass
 */

/** What the watchdog says of a test that blocks the event loop (test/runner/time-limits.mjs). */
const OVER_ITS_LIMIT = /^.* still runs after \d+ ms: its file is ended\.$/m;
/** What the runner says of a file whose tests met an error that nothing caught (test/runner/spec-processes.mjs). */
const ENDED = /The process of this file ended \(.*\)\./;

/**
 * Only a test can catch a mutant: by an assertion, by its time limit, or by an error that ends the process, as it would end the
 * server. Specs that no longer load say nothing.
 * @param {SpecReport | undefined} report undefined: Jest wrote none
 * @param {string} output of Jest
 * @returns {Verdict}
 */
export function verdictOf(report, output) {
  if (!report) return { why: 'Jest wrote no report' };
  for (const { assertionResults } of report.testResults) {
    const failed = assertionResults.find(({ status }) => status === 'failed');
    if (failed) return { by: failed.fullName };
  }
  const late = OVER_ITS_LIMIT.exec(output)?.[0];
  if (late !== undefined) return { by: late };
  const ran = report.testResults.some(({ assertionResults }) => assertionResults.length > 0);
  const [broken] = report.testResults.filter(({ message }) => message !== '');
  const ended = ENDED.exec(broken?.message ?? '')?.[0];
  if (ended !== undefined) return { by: ended };
  if (broken) return { why: `its specs did not run: ${broken.message.trim()}` };
  return ran ? {} : { why: 'its specs hold no test' };
}

/**
 * @param {SpecReport | undefined} report of the specs without a mutant
 * @param {string} output of Jest
 * @param {readonly string[]} specs
 * @throws {Failure} when they do not pass: their failure would say nothing about a mutant
 */
export function requireSound(report, output, specs) {
  const { by, why } = verdictOf(report, output);
  const reason = by === undefined ? why : `${by} fails`;
  if (reason !== undefined) throw new Failure(`The specs do not pass without a mutant: ${reason}.`, output);
  const absent = specs.filter((spec) => !report?.testResults.some(({ name }) => name.endsWith(`/${spec}`)));
  if (absent.length > 0) throw new Failure(`Jest did not run ${absent.join(', ')}.`, output);
}

/**
 * Formats the last line.
 * @param {readonly Verdict[]} verdicts
 */
export function mutantSummary(verdicts) {
  const caught = verdicts.filter(({ by }) => by !== undefined).length;
  return `${caught} caught, ${verdicts.length - caught} survived`;
}
