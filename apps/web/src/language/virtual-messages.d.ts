declare module 'virtual:messages' {
  import type { Language } from '@bellhop/hotel';
  import type { ResourceLanguage } from 'i18next';

  type Part = () => Promise<{ readonly default: Readonly<Record<string, ResourceLanguage>> }>;

  /** Written by build/messages.ts. */
  export const messages: Readonly<Record<Language, Readonly<Record<'entrance' | 'pages' | 'later', Part>>>>;
}
