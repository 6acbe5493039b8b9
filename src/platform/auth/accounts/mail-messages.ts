import { createRequire } from 'node:module';
import { type Language, LANGUAGE_TAGS, LANGUAGES } from '@bellhop/hotel';
import i18next, { type ResourceLanguage, type TFunction } from 'i18next';

const read = createRequire(import.meta.url);

const catalogue = i18next.createInstance();
await catalogue.init({
  resources: Object.fromEntries(
    LANGUAGES.map((language) => [
      LANGUAGE_TAGS[language],
      { mail: read(`@bellhop/hotel/messages/${language}/mail.json`) as ResourceLanguage },
    ]),
  ),
  defaultNS: 'mail',
  fallbackLng: false,
  load: 'currentOnly',
  // Mails are plain text.
  interpolation: { escapeValue: false },
});

/** Returns the texts of mails in a language. */
export const mailMessages = (language: Language): TFunction => catalogue.getFixedT(LANGUAGE_TAGS[language]);
