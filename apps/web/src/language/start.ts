import { isLanguage, type Language } from '@bellhop/hotel';
import { session, watchUser } from '../session.js';
import { onLanguageOfOtherTabs, rememberBrowserLanguage, rememberUserLanguage, wantedLanguage } from './choice.js';
import { loadPageMessages, showLanguage, startMessages } from './load-messages.js';

/** Resolves when the page can be shown in the reader’s language, and follows it from then on. */
export async function startLanguage(): Promise<void> {
  const follow = () => void showLanguage(wantedLanguage());
  onLanguageOfOtherTabs(follow);
  await startMessages(wantedLanguage());
  watchUser((user) => {
    if (user) {
      rememberUserLanguage(isLanguage(user.language) ? user.language : null);
      void loadPageMessages();
    } else if (session.getSnapshot().state === 'signed-out') {
      rememberUserLanguage(null);
    }
    follow();
  });
}

/** The choice of somebody who is not signed in. */
export function chooseBrowserLanguage(language: Language): void {
  rememberBrowserLanguage(language);
  void showLanguage(wantedLanguage());
}
