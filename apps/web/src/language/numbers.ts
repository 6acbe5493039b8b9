import type { FormatterModule } from 'i18next';
import { directionOf } from '@bellhop/hotel';
import { currentLanguage, perLocale } from './locale.js';

const number = perLocale((locale) => new Intl.NumberFormat(locale));
const list = perLocale((locale) => new Intl.ListFormat(locale));

/** `12,500`, as the reader’s language writes it. */
export const formatNumber = (value: number): string => number().format(value);
/** `Ana, Ben and Carla`. */
export const formatList = (values: readonly string[]): string => list().format(values);

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;
const LEFT_TO_RIGHT = /\p{Script=Latin}|\p{Script=Greek}|\p{Script=Cyrillic}/u;
const [ISOLATE, END] = ['\u2068', '\u2069'];

/** Keeps a name in another direction than that of the page from reordering the sentence around it. */
const isolated = (text: string): string =>
  (directionOf(currentLanguage()) === 'rtl' ? LEFT_TO_RIGHT : RIGHT_TO_LEFT).test(text) ? ISOLATE + text + END : text;

/** `Aurora Chiado · 5 hours ago`: what is there of several texts, side by side, each in its own direction. */
export const sideBySide = (texts: readonly (string | null | undefined)[]): string =>
  texts.flatMap((text) => (text ? [isolated(text)] : [])).join(' · ');

/** Formats what is put into a message: numbers and lists as the reader’s language writes them, text as it is. */
export const placeholderFormatter: FormatterModule = {
  type: 'formatter',
  init: () => undefined,
  add: () => undefined,
  addCached: () => undefined,
  format: (value: unknown) => {
    if (typeof value === 'number') return formatNumber(value);
    return Array.isArray(value) ? formatList(value.map((item) => isolated(String(item)))) : isolated(String(value));
  },
};
