/** Messages that are needed before anybody has signed in. */
export const ENTRANCE_NAMESPACES = ['app', 'auth', 'errors'] as const;
/** Messages of the pages behind it; the build makes a chunk of each of the three for every language. */
export const PAGE_NAMESPACES = [
  'account',
  'activity',
  'audit',
  'finance',
  'onboarding',
  'properties',
  'rows',
  'tasks',
  'ui',
  'users',
] as const;
/** Messages of what is opened above a page, loaded with it. */
export const LATE_NAMESPACES = ['overlay'] as const;
