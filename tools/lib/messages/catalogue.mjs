import { readdirSync, readFileSync } from 'node:fs';

/**
 * @typedef {Record<string, string>} Messages by key, nested keys joined with dots
 * @typedef {{ file: string, key: string, text: string }} Problem
 */

/**
 * Reads the messages of every language and namespace.
 * @param {string} folder `<language>/<namespace>.json` lie in it
 * @returns {Map<string, Map<string, Messages>>}
 */
export function readCatalogue(folder) {
  const languages = readdirSync(folder).sort();
  return new Map(languages.map((language) => [language, readLanguage(`${folder}/${language}`)]));
}

/** @param {string} folder */
function readLanguage(folder) {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return new Map(
    files.map((name) => [
      name.replace(/\.json$/, ''),
      flattened(JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'))),
    ]),
  );
}

/**
 * @param {object} messages
 * @param {string} [prefix]
 * @returns {Messages}
 */
function flattened(messages, prefix = '') {
  return Object.fromEntries(
    Object.entries(messages).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value]] : Object.entries(flattened(value, `${prefix}${key}.`)),
    ),
  );
}

const PLURAL = /_(zero|one|two|few|many|other)$/;

/**
 * The plural forms of each key; a message without plural has the single form ''.
 * @param {Messages} messages
 * @returns {Map<string, Map<string, string>>}
 */
export function formsOf(messages) {
  /** @type {Map<string, Map<string, string>>} */
  const forms = new Map();
  for (const [key, text] of Object.entries(messages)) {
    const form = PLURAL.exec(key)?.[1] ?? '';
    const base = key.replace(PLURAL, '');
    forms.set(base, (forms.get(base) ?? new Map()).set(form, text));
  }
  return forms;
}

/**
 * The names between `{{` and `}}`.
 * @param {string} text
 */
export const placeholdersOf = (text) => [...text.matchAll(/\{\{-?\s*(\w+)[^}]*\}\}/g)].map(([, name]) => String(name));

/**
 * Where a language differs from English: in keys, in plural forms, in placeholders.
 * @param {Map<string, Map<string, Messages>>} catalogue
 * @param {(language: string) => string} tagOf the locale whose plural rules apply
 * @returns {Problem[]}
 */
export function catalogueProblems(catalogue, tagOf) {
  const english = catalogue.get('en') ?? new Map();
  return [...catalogue].flatMap(([language, namespaces]) => {
    const categories = new Intl.PluralRules(tagOf(language)).resolvedOptions().pluralCategories;
    const names = new Set([...english.keys(), ...namespaces.keys()]);
    return [...names].flatMap((namespace) =>
      namespaceProblems(english.get(namespace) ?? {}, namespaces.get(namespace) ?? {}, categories).map((problem) => ({
        file: `${language}/${namespace}.json`,
        ...problem,
      })),
    );
  });
}

/** French sets `:`, `;`, `?`, `!` and guillemets apart, but never on a line of their own. */
const LOOSE_PUNCTUATION = / [:;?!»]|« /;

/**
 * @param {Messages} english
 * @param {Messages} translated
 * @param {readonly string[]} categories
 */
function namespaceProblems(english, translated, categories) {
  const original = formsOf(english);
  const found = formsOf(translated);
  /** @type {{ key: string, text: string }[]} */
  const problems = [];
  for (const [key, text] of Object.entries(translated)) {
    if (LOOSE_PUNCTUATION.test(text))
      problems.push({
        key,
        text: 'has a space beside a punctuation mark that may begin or end a line there: U+00A0 does not',
      });
  }
  for (const [key, forms] of original) {
    const isPlural = forms.has('other');
    const wanted = placeholdersIn(forms);
    for (const form of isPlural ? categories : ['']) {
      const text = found.get(key)?.get(form);
      const name = isPlural ? `${key}_${form}` : key;
      if (text === undefined || text.trim() === '') problems.push({ key: name, text: 'is missing' });
      // `Eine Aufgabe` need not name the number.
      else if (wanted !== placeholdersIn(new Map([[form, text]])))
        problems.push({ key: name, text: `has other placeholders than English (${wanted || 'none'})` });
    }
  }
  for (const [key, forms] of found) {
    for (const form of forms.keys()) {
      const known = original.get(key);
      const belongs = known && (known.has('other') ? categories.includes(form) : form === '');
      if (!belongs)
        problems.push({
          key: form ? `${key}_${form}` : key,
          text: 'is not in English, or no plural form of the language',
        });
    }
  }
  return problems;
}

/**
 * @param {Map<string, string>} forms
 * @returns {string} all placeholders but `count`
 */
function placeholdersIn(forms) {
  const names = new Set([...forms.values()].flatMap(placeholdersOf));
  return [...names]
    .filter((name) => name !== 'count' || forms.has(''))
    .sort()
    .join(', ');
}

/** Two words that are no placeholder: the same in another language only if nobody has translated them. */
const SENTENCE = /(?<!\{)\b\p{Ll}{3,} \p{Ll}{3,}/u;

/**
 * Blocks of messages that still stand in English in other languages: those of a generated domain.
 * @param {Map<string, Map<string, Messages>>} catalogue
 */
export function inEnglish(catalogue) {
  /** @type {Map<string, Set<string>>} */
  const blocks = new Map();
  for (const [language, namespaces] of catalogue) {
    if (language === 'en') continue;
    for (const [namespace, messages] of namespaces) {
      for (const [key, text] of Object.entries(messages)) {
        if (!SENTENCE.test(text) || text !== catalogue.get('en')?.get(namespace)?.[key]) continue;
        const block = `${namespace}: ${key.split('.')[0]}`;
        blocks.set(block, (blocks.get(block) ?? new Set()).add(language));
      }
    }
  }
  return [...blocks].map(([block, languages]) => `${block} is not translated into ${[...languages].join(', ')}`);
}
