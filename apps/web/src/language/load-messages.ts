import { directionOf, isLanguage, type Language, LANGUAGE_TAGS } from '@bellhop/hotel';
import type { BackendModule } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { messages } from 'virtual:messages';
import { setCurrentLanguage } from './locale.js';
import { i18n } from './messages.js';
import { ENTRANCE_NAMESPACES, LATE_NAMESPACES, PAGE_NAMESPACES } from './namespaces.js';
import { placeholderFormatter } from './numbers.js';

const isOf = (namespaces: readonly string[], namespace: string) => namespaces.includes(namespace);

const catalogue: BackendModule = {
  type: 'backend',
  callbackApi: true,
  init: () => undefined,
  read: (tag, namespace, done) => {
    const { entrance, pages, later } = messages[languageOf(tag)];
    const load = isOf(ENTRANCE_NAMESPACES, namespace) ? entrance : isOf(LATE_NAMESPACES, namespace) ? later : pages;
    void load().then(
      ({ default: found }) => done(null, found[namespace]),
      // `true`: try again, the network may be away.
      (error: Error) => done(error, true),
    );
  },
};

i18n.use(initReactI18next).use(catalogue).use(placeholderFormatter);

i18n.on('languageChanged', (tag) => {
  const language = languageOf(tag);
  setCurrentLanguage(language);
  document.documentElement.lang = tag;
  document.documentElement.dir = directionOf(language);
});

/** Loads the messages that every page needs. */
export async function startMessages(language: Language): Promise<void> {
  await i18n.init({
    lng: LANGUAGE_TAGS[language],
    // `npm run check` holds every language complete.
    fallbackLng: false,
    load: 'currentOnly',
    // A copy: i18next adds to it what is loaded later.
    ns: [...ENTRANCE_NAMESPACES],
    defaultNS: 'ui',
    interpolation: { escapeValue: false, alwaysFormat: true },
  });
}

/** Loads the messages of the signed-in pages. */
export const loadPageMessages = (): Promise<void> => i18n.loadNamespaces(PAGE_NAMESPACES);

/** @returns a function that loads a component with the messages of what is opened above a page */
export const withLateMessages =
  <Module>(load: () => Promise<Module>) =>
  async (): Promise<Module> => {
    const [module] = await Promise.all([load(), i18n.loadNamespaces(LATE_NAMESPACES)]);
    return module;
  };

/** Switches the page to a language once its messages are there. */
export async function showLanguage(language: Language): Promise<void> {
  if (i18n.language !== LANGUAGE_TAGS[language]) await i18n.changeLanguage(LANGUAGE_TAGS[language]);
}

function languageOf(tag: string): Language {
  const code = tag.split('-')[0];
  return isLanguage(code) ? code : 'en';
}
