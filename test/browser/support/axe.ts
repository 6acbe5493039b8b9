import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import type axe from 'axe-core';

const SOURCE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** Rules that read colours. All others have the same result while elements and boxes are the same. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/**
 * Lists what axe finds wrong on a page and where, for the report. On a page that was just checked, and of which nothing but colours
 * has changed, it checks the colours.
 * @param tags of the rules to apply. @default all rules
 */
export async function violationsOf(page: Page, tags?: string[]): Promise<readonly string[]> {
  // A fade leaves elements half transparent, and colours change by and by: both would fail the contrast check. What a change of the
  // window or the scheme sets off begins with the next frame.
  await page.evaluate(async () => {
    do await new Promise(requestAnimationFrame);
    while (document.getAnimations().some(({ playState }) => playState === 'running'));
  });
  // Once a document: half a megabyte is as much work as a third of a check. No page has frames, which would need it too.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(SOURCE);
  const violations = await page.evaluate(
    async ([all, colourRules]) => {
      if (document.querySelector('iframe, frame')) throw new Error('axe would see nothing of the frames of this page');
      const page = globalThis as unknown as { readonly axe: typeof axe; checked?: string };
      const boxes = Array.from(document.body.querySelectorAll('*'), (element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        const isShown = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
        return [x, y, width, height, isShown].join();
      });
      const shape = [...(all ?? []), document.body.outerHTML, ...boxes].join('\n');
      const runOnly = shape === page.checked ? colourRules : all;
      page.checked = shape;
      return (await page.axe.run(document, { resultTypes: ['violations'], ...(runOnly && { runOnly }) })).violations;
    },
    [tags, COLOUR_RULES] as const,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}
