/** The pages that somebody is likely to open first, each with its code. */
export const PAGES = {
  '/app/finance': () => import('../features/finance/finance-page.js'),
  '/app/tasks': () => import('../features/tasks/tasks-page.js'),
  '/app/users': () => import('../features/users/users-page.js'),
} as const;

/** Loads the code of the page at this path beside that of the dashboard, instead of after it. */
export function preloadPage(path: string): void {
  const load = Object.entries(PAGES).find(([start]) => path.startsWith(start))?.[1];
  // What fails here is loaded, and reported, when the page is shown.
  load?.().catch(() => undefined);
}
