/** Messages that are needed before anybody has signed in. */
export const ENTRANCE_NAMESPACES = ['app', 'auth', 'errors', 'ui'] as const;
/** Messages of the pages behind it; the build makes two chunks of the messages of each language. */
export const PAGE_NAMESPACES = [
  'account',
  'activity',
  'audit',
  'finance',
  'onboarding',
  'properties',
  'rows',
  'tasks',
  'users',
] as const;
