/** Languages of the dashboard and of mails. Each has a folder of messages: `messages/<language>/<namespace>.json`. */
export const LANGUAGES = ['en', 'de', 'pt', 'es', 'fr', 'ar'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The names by which a language's own speakers look for it. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  pt: 'Português',
  es: 'Español',
  fr: 'Français',
  ar: 'العربية',
};

/** The variety of the language in which its messages are written: it decides about plurals. */
export const LANGUAGE_TAGS: Readonly<Record<Language, string>> = {
  en: 'en',
  de: 'de',
  pt: 'pt-PT',
  es: 'es',
  fr: 'fr',
  ar: 'ar',
};

export const directionOf = (language: Language): 'ltr' | 'rtl' => (language === 'ar' ? 'rtl' : 'ltr');

export const isLanguage = (value: unknown): value is Language => LANGUAGES.some((language) => language === value);

/** Returns the first of somebody's preferred languages (BCP 47, best first) that there are messages in. */
export function languageFor(preferred: readonly string[]): Language {
  return preferred.map(languageOf).find(isLanguage) ?? 'en';
}

/**
 * Returns the locale in which to format numbers and dates of a page in `language`: the reader's own country's where they
 * prefer one for that language (`en-GB`), else the language's.
 */
export function localeFor(language: Language, preferred: readonly string[]): string {
  const isOfCountry = (tag: string) => languageOf(tag) === language && tag.length > language.length;
  return preferred.find(isOfCountry) ?? LANGUAGE_TAGS[language];
}

const languageOf = (tag: string) => tag.toLowerCase().split('-')[0] ?? '';
