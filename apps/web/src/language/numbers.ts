import type { FormatterModule } from 'i18next';
import { perLocale } from './locale.js';

const number = perLocale((locale) => new Intl.NumberFormat(locale));
const list = perLocale((locale) => new Intl.ListFormat(locale));

/** `12,500`, as the reader’s language writes it. */
export const formatNumber = (value: number): string => number().format(value);
/** `Ana, Ben and Carla`. */
export const formatList = (values: readonly string[]): string => list().format(values);

/** Formats what is put into a message: numbers and lists as the reader’s language writes them, text as it is. */
export const placeholderFormatter: FormatterModule = {
  type: 'formatter',
  init: () => undefined,
  add: () => undefined,
  addCached: () => undefined,
  format: (value: unknown) => {
    if (typeof value === 'number') return formatNumber(value);
    return Array.isArray(value) ? formatList(value.map(String)) : String(value);
  },
};
