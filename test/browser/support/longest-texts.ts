import { directionOf, LANGUAGES } from '@bellhop/hotel';
import { join, resolve } from 'node:path';
import { type Messages, readCatalogue } from '../../../tools/lib/messages/catalogue.mjs';

export interface LongestTexts {
  /** By the English text. */
  readonly texts: Readonly<Record<string, string>>;
  /** English texts with something put into them: a regular expression, and its replacement. */
  readonly patterns: readonly (readonly [pattern: string, replacement: string])[];
}

const FOLDER = resolve(import.meta.dirname, '../../..', 'libs/hotel/messages');
const PLACEHOLDER = /\{\{(\w+)\}\}/g;
/** Every letter of these words has to be there: a pattern of nearly nothing would fit everything. */
const MIN_WORDS = /\p{L}{3,}/u;

let made: LongestTexts | undefined;

/** The texts of the dashboard, each in the language in which it is longest. Arabic is not: it is read the other way. */
export function longestTexts(): LongestTexts {
  return (made ??= longestIn(readCatalogue(join(FOLDER))));
}

export function longestIn(catalogue: ReadonlyMap<string, ReadonlyMap<string, Messages>>): LongestTexts {
  const texts: Record<string, string> = {};
  const patterns: (readonly [string, string])[] = [];
  for (const [namespace, messages] of catalogue.get('en') ?? []) {
    for (const [key, english] of Object.entries(messages)) {
      const longest = LANGUAGES.filter((language) => directionOf(language) === 'ltr')
        .map((language) => catalogue.get(language)?.get(namespace)?.[key] ?? '')
        .reduce((a, b) => (b.length > a.length ? b : a), english);
      const names = [...english.matchAll(PLACEHOLDER)].map(([, name]) => name ?? '');
      if (names.length === 0) texts[english] = longer(texts[english], longest);
      else if (MIN_WORDS.test(english.replaceAll(PLACEHOLDER, ''))) patterns.push(patternOf(english, longest, names));
    }
  }
  // The one with most words of its own fits best.
  return { texts, patterns: patterns.sort(([a], [b]) => b.length - a.length) };
}

const longer = (one: string | undefined, other: string): string => (one && one.length >= other.length ? one : other);

function patternOf(english: string, longest: string, names: readonly string[]): readonly [string, string] {
  const literal = english.split(PLACEHOLDER).filter((_, index) => index % 2 === 0);
  const pattern = literal.map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('(.+?)');
  const replacement = longest
    .replaceAll('$', '$$$$')
    .replaceAll(PLACEHOLDER, (_, name: string) => `$${names.indexOf(name) + 1}`);
  return [`^${pattern}$`, replacement];
}
