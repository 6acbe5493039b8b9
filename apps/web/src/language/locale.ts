import { type Language, localeFor } from '@bellhop/hotel';
import { useSyncExternalStore } from 'react';

let language: Language = 'en';
let locale = 'en';
const listeners = new Set<() => void>();

/** The language of the page. */
export const currentLanguage = (): Language => language;

/** The locale in which dates, numbers and lists are formatted: the language of the page, as in the reader’s own country. */
export const currentLocale = (): string => locale;

/** Called when the messages of a language are there. Everything else chooses a language in choice.ts. */
export function setCurrentLanguage(next: Language, preferred: readonly string[] = navigator.languages): void {
  language = next;
  locale = localeFor(next, preferred);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Renders again when the language changes. Components that use `useTranslation` do so anyway. */
export const useLanguage = (): Language => useSyncExternalStore(subscribe, currentLanguage);
export const useLocale = (): string => useSyncExternalStore(subscribe, currentLocale);

/** Keeps one format per locale, since making one takes longer than formatting. */
export function perLocale<Format>(make: (locale: string) => Format): () => Format {
  const made = new Map<string, Format>();
  return () => {
    let format = made.get(locale);
    if (format === undefined) made.set(locale, (format = make(locale)));
    return format;
  };
}
