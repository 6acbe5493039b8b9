import { SchematicsException } from '@angular-devkit/schematics';
import { spell } from './names.mjs';

/** @typedef {import('./index.mjs').Domain} Domain */
/** @typedef {{ [key: string]: string | Messages }} Messages */

const FOLDER = 'libs/hotel/messages';

/**
 * Writes a domain’s messages into the catalogue of every language: in English, which `npm run check` lists as untranslated.
 * @param {Domain} domain
 * @returns {import('@angular-devkit/schematics').Rule}
 */
export const messages = (domain) => (tree) => {
  for (const language of tree.getDir(FOLDER).subdirs) {
    /** @param {string} namespace @param {(messages: Messages) => void} change */
    const edit = (namespace, change) => {
      const path = `${FOLDER}/${language}/${namespace}.json`;
      const found = /** @type {Messages} */ (JSON.parse(tree.readText(path)));
      change(found);
      tree.overwrite(path, JSON.stringify(found));
    };
    edit('app', ({ page }) => {
      if (typeof page !== 'object') throw new SchematicsException(`${language}/app.json has no names of pages.`);
      page[domain.many.camel] = domain.many.title;
    });
    edit('rows', (rows) => {
      rows[domain.one.camel] = { ...wordsOf(domain), ...countOf(domain, language) };
    });
  }
};

/** @param {Domain} domain @returns {Messages} */
function wordsOf({ one, many, fields, isPlaced }) {
  const title = fields.find(({ kind, isNullable }) => kind === 'text' && !isNullable);
  const enums = fields.filter(({ kind }) => kind === 'enum');
  const optionsOf = (/** @type {import('./fields.mjs').Field} */ { options }) =>
    Object.fromEntries(options.map((option) => [option, spell(option.replaceAll('_', '-')).title]));
  return {
    name: one.title,
    the: `the ${one.words}`,
    a: `${/^[aeiou]/.test(one.words) ? 'an' : 'a'} ${one.words}`,
    ...{ new: `New ${one.words}`, edit: `Edit ${one.words}`, add: `Add ${one.words}` },
    ...{ none: `No ${many.words} yet`, noneText: `New ${many.words} appear here as soon as they are added.` },
    delete: `Delete this ${one.words}?`,
    deleteText: title ? '“{{name}}” will be deleted for everyone.' : 'It will be deleted for everyone.',
    ...(!title && { this: `this ${one.words}` }),
    ...(!isPlaced && { everywhere: 'The whole organisation' }),
    field: {
      ...(isPlaced && { propertyId: 'Property' }),
      ...Object.fromEntries(fields.map((field) => [field.name, field.title])),
    },
    ...(enums.length > 0 && { value: Object.fromEntries(enums.map((field) => [field.name, optionsOf(field)])) }),
  };
}

/** `{{count}} rooms`, in each plural form of the language. @param {Domain} domain @param {string} language */
function countOf({ one, many }, language) {
  const { pluralCategories } = new Intl.PluralRules(language === 'pt' ? 'pt-PT' : language).resolvedOptions();
  return Object.fromEntries(
    pluralCategories.map((form) => [`count_${form}`, `{{count}} ${form === 'one' ? one.words : many.words}`]),
  );
}
