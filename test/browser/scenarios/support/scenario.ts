import type { BrowserContext } from '@playwright/test';
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

/** Earlier tests’ connections are closed when it begins. */
export const test = base.extend<OfEachTest>({
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
