import { test as base } from '@playwright/test';
import { startServer, type TestServer } from '../../support/server.js';

export { expect } from '@playwright/test';

/** Details of a test whose bounds are what a person notices, in real time: it runs when nothing else does. */
export const MEASURED = { tag: '@measured' };

interface OfEachTest {
  readonly closedContexts: undefined;
}

interface OfEachWorker {
  readonly server: TestServer;
}

/**
 * Playwright’s `test`, with a server that the files of a worker share. A file that needs other settings, or leaves the demo data
 * changed (its users, a language, hundreds of rows), starts its own. What the others add has a title that no other test looks for.
 *
 * It leaves no page open: Playwright keeps contexts that a test created until the browser closes, and each of their pages would
 * keep looking for its server.
 */
export const test = base.extend<OfEachTest, OfEachWorker>({
  server: [
    // Playwright reads the required fixtures from the pattern: none.
    async ({}, use) => {
      // Tests sign in more often than people do.
      const server = await startServer({ RATE_LIMIT: 'off' });
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  closedContexts: [
    async ({ browser }, use) => {
      await use(undefined);
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    { auto: true },
  ],
});
