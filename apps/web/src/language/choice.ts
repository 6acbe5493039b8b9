import { isLanguage, type Language, languageFor } from '@bellhop/hotel';

/** The signed-in user’s choice, as the server last told it: known before the session is restored. */
const OF_USER = 'bellhop-user-language';
/** The choice of whoever used this browser without being signed in. */
const OF_BROWSER = 'bellhop-language';

/** Returns the language that the reader of this page wants. */
export const wantedLanguage = (): Language => stored(OF_USER) ?? stored(OF_BROWSER) ?? languageFor(navigator.languages);

/** @param language null if the user leaves it to the browser, or nobody is signed in */
export const rememberUserLanguage = (language: Language | null): void => store(OF_USER, language);
export const rememberBrowserLanguage = (language: Language): void => store(OF_BROWSER, language);

/** Calls back when another tab of this browser has changed the language. */
export function onLanguageOfOtherTabs(listener: () => void): void {
  addEventListener('storage', ({ key }) => {
    if (key === OF_USER || key === OF_BROWSER || key === null) listener();
  });
}

function stored(key: string): Language | undefined {
  try {
    const value = localStorage.getItem(key);
    return isLanguage(value) ? value : undefined;
  } catch {
    // Storage is switched off.
    return undefined;
  }
}

function store(key: string, language: Language | null): void {
  try {
    if (language === null) localStorage.removeItem(key);
    else localStorage.setItem(key, language);
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
}
