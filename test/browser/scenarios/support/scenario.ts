import type { BrowserContext } from '@playwright/test';
import { startServer, type TestServer } from '../../../support/server.js';
import { expect, MEASURED, test as base } from '../../support/test.js';
import { Colleague } from './colleague.js';
import { recordTraffic } from './traffic.js';

export { expect, MEASURED };

interface OfEachTest {
  /** Opens a separate browser, as for another person on another machine, with its traffic recorded. */
  readonly newBrowser: () => Promise<BrowserContext>;
  /** A user of the same organisation who acts without a browser. */
  readonly colleague: Colleague;
}

interface OfAllTests {
  readonly server: TestServer;
}

/** A test beside one server shared by all scenarios; earlier tests’ connections are closed when it begins. */
export const test = base.extend<OfEachTest, OfAllTests>({
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
  colleague: async ({ server }, use) => {
    const colleague = await Colleague.signIn(server.url, 'manager@aurora.test');
    await expect.poll(() => colleague.connections()).toBe(0);
    await use(colleague);
  },
  newBrowser: async ({ browser }, use) => {
    await use(async () => {
      const context = await browser.newContext();
      await recordTraffic(context);
      return context;
    });
  },
});
