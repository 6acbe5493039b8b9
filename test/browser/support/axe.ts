import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/**
 * Lists what axe finds wrong on a page and where, for the report.
 * @param tags of the rules to apply. @default all rules
 */
export async function violationsOf(page: Page, tags?: string[]): Promise<readonly string[]> {
  // A fade leaves elements half transparent, which would fail the contrast check. Skeletons pulse for ever, and hold no text.
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(({ playState, effect }) => playState !== 'running' || effect?.getTiming().iterations === Infinity),
  );
  // Only violations are collected, and in the page itself (legacy mode): it has no frames of other origins.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
  const { violations } = await (tags ? axe.withTags(tags) : axe).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}
