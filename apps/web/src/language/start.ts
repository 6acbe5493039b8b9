import type { Language } from '@bellhop/hotel';
import { onLanguageOfOtherTabs, rememberBrowserLanguage, wantedLanguage } from './choice.js';
import { showLanguage, startMessages } from './messages.js';

/** Resolves when the page can be shown in the reader’s language. */
export async function startLanguage(): Promise<void> {
  onLanguageOfOtherTabs(() => void showLanguage(wantedLanguage()));
  await startMessages(wantedLanguage());
}

/** The choice of somebody who is not signed in. */
export function chooseBrowserLanguage(language: Language): void {
  rememberBrowserLanguage(language);
  void showLanguage(wantedLanguage());
}
