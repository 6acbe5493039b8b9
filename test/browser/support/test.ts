import { test as base } from '@playwright/test';

export { expect } from '@playwright/test';

/** Details of a test whose bounds are what a person notices, in real time: it runs when nothing else does. */
export const MEASURED = { tag: '@measured' };

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
