import { test as base } from '@playwright/test';

export { expect } from '@playwright/test';

interface OfEachTest {
  readonly closedContexts: undefined;
}

/**
 * Playwright’s `test`, which leaves no page open: Playwright keeps contexts that a test created until the browser closes,
 * and each of their pages would keep looking for its server.
 */
export const test = base.extend<OfEachTest>({
  closedContexts: [
    async ({ browser }, use) => {
      await use(undefined);
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    { auto: true },
  ],
});
