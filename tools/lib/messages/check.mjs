/** Fails if a message is missing, unused, or differs between languages; `npm run check` runs it (docs/decisions/0038). */
import { relative } from 'node:path';
import ts from 'typescript';
import { inProject } from '../project.mjs';
import { catalogueProblems, inEnglish, readCatalogue } from './catalogue.mjs';
import { usageProblems } from './problems.mjs';
import { usesIn } from './uses.mjs';

const FOLDER = 'libs/hotel/messages';

/** Portuguese is that of Portugal; the dashboard says so in libs/hotel/src/languages.ts. */
const tagOf = (/** @type {string} */ language) => (language === 'pt' ? 'pt-PT' : language);

/** @param {string} config */
function usesOfProject(config) {
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(inProject(config), ts.sys.readFile).config,
    ts.sys,
    inProject(config, '..'),
  );
  return usesIn(fileNames, options);
}

/** The server’s; mail-templates.spec.ts checks that they are used. */
const withoutMails = (/** @type {Map<string, import('./catalogue.mjs').Messages>} */ messages) =>
  new Map([...messages].filter(([namespace]) => namespace !== 'mail'));

const catalogue = readCatalogue(inProject(FOLDER));
const problems = [
  ...catalogueProblems(catalogue, tagOf).map((problem) => ({ ...problem, file: `${FOLDER}/${problem.file}` })),
  ...usageProblems(withoutMails(catalogue.get('en') ?? new Map()), usesOfProject('apps/web/tsconfig.json'), 'ui'),
];
for (const { file, key, text } of problems) {
  process.stdout.write(`${file.startsWith('/') ? relative(inProject(), file) : file}: ${key} ${text}\n`);
}
// English is honest where nobody speaks the language yet, so this fails nothing.
for (const note of inEnglish(catalogue)) process.stdout.write(`note: ${note}\n`);
process.exitCode = problems.length > 0 ? 1 : 0;
