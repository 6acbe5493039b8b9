import { formsOf, placeholdersOf } from './catalogue.mjs';

/**
 * Compares the uses of messages with the English ones.
 * @param {Map<string, import('./catalogue.mjs').Messages>} english by namespace
 * @param {import('./uses.mjs').Use[]} uses
 * @param {string} defaultNamespace
 * @returns {import('./catalogue.mjs').Problem[]}
 */
export function usageProblems(english, uses, defaultNamespace) {
  const messages = new Map([...english].map(([namespace, texts]) => [namespace, formsOf(texts)]));
  const used = new Set();
  /** @type {import('./catalogue.mjs').Problem[]} */
  const problems = [];
  for (const { file, line, namespace, keys, values } of uses) {
    const place = `${file}:${line}`;
    if (!keys) problems.push({ file: place, key: '', text: 'uses a key that its type does not tell' });
    for (const named of keys ?? []) {
      const [key, within] = named.includes(':') ? named.split(':').reverse() : [named, namespace || defaultNamespace];
      const forms = messages.get(String(within))?.get(String(key));
      used.add(`${within}:${key}`);
      if (!forms) problems.push({ file: place, key: `${within}:${key}`, text: 'is no English message' });
      for (const name of missingValues(forms ?? new Map(), values)) {
        problems.push({ file: place, key: `${within}:${key}`, text: `is used without a value for {{${name}}}` });
      }
    }
  }
  const unused = [...messages].flatMap(([namespace, keys]) =>
    [...keys.keys()]
      .filter((key) => !used.has(`${namespace}:${key}`))
      .map((key) => ({ file: `en/${namespace}.json`, key, text: 'is not used' })),
  );
  return [...problems, ...unused];
}

/**
 * @param {Map<string, string>} forms
 * @param {string[]} values
 */
function missingValues(forms, values) {
  const wanted = new Set([...forms.values()].flatMap(placeholdersOf));
  if (forms.has('other')) wanted.add('count');
  return [...wanted].filter((name) => !values.includes(name));
}
