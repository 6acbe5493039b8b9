import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import type axe from 'axe-core';

const SOURCE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

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
  // Once a document: half a megabyte is as much work as a third of a check. No page has frames, which would need it too.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(SOURCE);
  const options: axe.RunOptions = { resultTypes: ['violations'], ...(tags && { runOnly: tags }) };
  const violations = await page.evaluate(async (chosen) => {
    if (document.querySelector('iframe, frame')) throw new Error('axe would see nothing of the frames of this page');
    const { run } = (globalThis as unknown as { axe: typeof axe }).axe;
    return (await run(document, chosen)).violations;
  }, options);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}
