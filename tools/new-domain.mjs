/** `npm run new:domain -- rooms --fields "…"`: writes a domain with the schematic that `nest generate domain` uses too. */
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { run } from './lib/command.mjs';
import { Failure, runMain } from './lib/failure.mjs';
import { inProject } from './lib/project.mjs';
import { prepare } from './prepare.mjs';

const HELP = `npm run new:domain -- <name> --fields "<fields>" writes a domain: rows, events, table and migration, routes, demo rows,
a spec, a page of the dashboard, and its lines in the files that all domains share.

  npm run new:domain -- rooms --fields "number:text(20) status:enum(clean,dirty) floor:integer(0..80)"

<name> is plural: rooms, room-types. <fields> are name:type, separated by spaces; a ? after the type allows null.

  text(length)        one line; above 255 characters, several              default length: 200
  integer(min..max)   a whole number                                       default: 0 to 1,000,000
  money               an amount in the row's currency
  enum(one,other)     one of these words
  boolean             yes or no
  date                a day
  timestamp           a moment

Options:
  --one <name>        the singular                                         default: derived from <name>
  --scope <scope>     property: visible with the row's property            default: property
                      org: visible to every member
  --icon <name>       icon of the page, from https://tabler.io/icons       default: IconListDetails
  --dry-run           shows what would be written
  --help

Bad input writes nothing: a used or reserved name, an invalid field, or a shared file with uncommitted changes.
docs/add-a-domain.md explains the generated code and the next steps.
`;

const OPTIONS = /** @type {const} */ ({
  fields: { type: 'string' },
  one: { type: 'string' },
  scope: { type: 'string' },
  icon: { type: 'string' },
  'dry-run': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
});

/**
 * @param {string[]} argv
 * @returns {string[] | undefined} arguments of the schematic; undefined for --help
 * @throws {Failure} when an argument is unknown
 */
export function schematicArguments(argv) {
  try {
    const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options: OPTIONS });
    const { help, ...options } = values;
    if (help) return undefined;
    const [name, ...others] = positionals;
    if (!name) throw new Error('Name the domain.');
    if (others.length > 0)
      throw new Error(`Unknown argument "${others.join(' ')}". Put fields separated by spaces in quotes.`);
    const given = Object.entries(options).map(([option, value]) =>
      value === true ? `--${option}` : `--${option}=${value}`,
    );
    return [`--name=${name}`, ...given];
  } catch (error) {
    throw new Failure(`${error instanceof Error ? error.message : error} See \`npm run new:domain -- --help\`.`);
  }
}

async function main() {
  const options = schematicArguments(process.argv.slice(2));
  if (!options) return console.log(HELP);
  const { node, env } = await prepare();
  const cli = inProject('node_modules/@angular-devkit/schematics-cli/bin/schematics.js');
  const { code } = await run(node, [cli, '@bellhop/schematics:domain', '--no-interactive', ...options], {
    env,
    show: true,
  });
  if (code !== 0) process.exitCode = 1;
  else if (!options.includes('--dry-run')) {
    console.log(
      '\nNext: `npm start` shows its page, `npm test` covers it, and docs/add-a-domain.md explains the next steps.',
    );
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await runMain(main);
