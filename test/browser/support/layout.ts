import type { Page } from '@playwright/test';
import { longestTexts } from './longest-texts.js';

/** In a page: what each text seen there becomes, and the sentences that have something put into them. */
interface Lengthening {
  readonly longest: Map<string, string | undefined>;
  readonly sentences: readonly (readonly [pattern: RegExp, longest: string])[];
}

/** Shows each message in the language in which it is longest, and makes other texts longer by half of their last word. */
export async function lengthenTexts(page: Page): Promise<void> {
  if (!(await page.evaluate(() => 'lengthening' in globalThis))) {
    await page.evaluate(({ texts, patterns }) => {
      const sentences = patterns.map(([pattern, longest]) => [new RegExp(pattern, 'u'), longest] as const);
      const lengthening: Lengthening = { longest: new Map(Object.entries(texts)), sentences };
      Object.assign(globalThis, { lengthening });
    }, longestTexts());
  }
  await page.evaluate(() => {
    // Marks what is lengthened already: it has no width, and no line breaks at it.
    const LONGER = '\u2060';
    const { longest, sentences } = (globalThis as unknown as { lengthening: Lengthening }).lengthening;
    const longestOf = (text: string): string | undefined => {
      if (!longest.has(text)) {
        const [pattern, replacement = ''] = sentences.find(([one]) => one.test(text)) ?? [];
        longest.set(text, pattern && text.replace(pattern, replacement));
      }
      return longest.get(text);
    };
    const all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (all.nextNode()) {
      const node = all.currentNode as Text;
      const text = node.data.trim();
      const last = /\p{L}{3,}$/u.exec(text)?.[0] ?? '';
      if (text === '' || text.includes(LONGER)) continue;
      const longer = longestOf(text) ?? text + last.slice(0, Math.ceil(last.length / 2)).toLowerCase();
      if (longer !== text) node.data = node.data.replace(text, () => longer + LONGER);
    }
  });
}

/** What does not fit: a page that scrolls sideways, elements beyond its edge, cut buttons, texts on top of each other. */
export async function layoutFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth > clientWidth) faults.push(`the page is ${scrollWidth - clientWidth} px wider than the window`);

    const nameOf = (element: Element): string => {
      const text = (element.textContent ?? '').trim().slice(0, 40);
      return `${element.tagName.toLowerCase()}.${String(element.className).split(' ').at(-1)} “${text}”`;
    };
    const isShown = (element: Element): boolean =>
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const known = new Map<Element | null, boolean>([
      [document.body, false],
      [null, false],
    ]);
    /** Scrolls by itself, or is hidden on purpose: what is in it may be larger. */
    const holdsMore = (element: Element | null): boolean => {
      const before = known.get(element);
      if (before !== undefined || !element) return before ?? false;
      const { overflowX, clipPath, position } = getComputedStyle(element);
      const holds =
        overflowX !== 'visible' ||
        clipPath !== 'none' ||
        (position === 'fixed' && element.matches('[aria-hidden]')) ||
        holdsMore(element.parentElement);
      known.set(element, holds);
      return holds;
    };

    /** The group of choices whose edge cuts a text off: it does not scroll. */
    const clippedBy = (element: Element, rects: readonly DOMRect[]): Element | undefined => {
      const group = element.closest('[role=radiogroup], [role=tablist]');
      for (let at: Element | null = element; group && at && group.contains(at); at = at.parentElement) {
        const { overflowX, clipPath } = getComputedStyle(at);
        if (at.matches('.mantine-VisuallyHidden-root') || clipPath !== 'none') return undefined;
        if (overflowX === 'auto' || overflowX === 'scroll') return undefined;
        if (overflowX === 'visible') continue;
        const edge = at.getBoundingClientRect();
        if (rects.some(({ left, right }) => right > edge.right + 1 || left < edge.left - 1)) return at;
      }
      return undefined;
    };

    const leaves: { element: Element; rects: DOMRect[]; layer: Element | null }[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement;
      if (!element || !texts.currentNode.nodeValue?.trim() || !isShown(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(texts.currentNode);
      const rects = [...range.getClientRects()].filter(({ width, height }) => width > 1 && height > 1);
      if (rects.length === 0) continue;
      const cut = element.closest('button, a, [role=tab], label, .mantine-Badge-root');
      for (let at: Element | null = element; cut && at && cut.contains(at); at = at.parentElement) {
        const { overflowX } = getComputedStyle(at);
        // For screen readers only.
        if (at.matches('.mantine-VisuallyHidden-root')) break;
        if (overflowX !== 'visible' && at.scrollWidth > at.clientWidth + 1 && at.clientWidth > 1)
          faults.push(`cut: ${nameOf(at)}`);
      }
      const clip = clippedBy(element, rects);
      if (clip) faults.push(`cut at the edge of ${nameOf(clip)}: ${nameOf(element)}`);
      if (holdsMore(element)) continue;
      if (rects.some(({ right, left }) => right > clientWidth + 1 || left < -1))
        faults.push(`beyond the edge: ${nameOf(element)}`);
      leaves.push({ element, rects, layer: element.closest('header, footer, nav, [role=dialog], main') });
    }

    // From top to bottom: only what begins above the end of another can overlap it.
    const topOf = (rects: readonly DOMRect[]) => Math.min(...rects.map(({ top }) => top));
    const bottomOf = (rects: readonly DOMRect[]) => Math.max(...rects.map(({ bottom }) => bottom));
    const down = leaves
      .map((leaf) => ({ ...leaf, top: topOf(leaf.rects), bottom: bottomOf(leaf.rects) }))
      .sort((a, b) => a.top - b.top);
    const overlaps = (a: DOMRect, b: DOMRect) =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
      Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
    for (const [index, one] of down.entries()) {
      for (let next = index + 1; next < down.length; next += 1) {
        const other = down[next];
        if (!other || other.top >= one.bottom) break;
        // A header that stays lies on top of what scrolls.
        if (one.layer !== other.layer || !one.rects.some((a) => other.rects.some((b) => overlaps(a, b)))) continue;
        if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
        faults.push(`overlap: ${nameOf(one.element)} and ${nameOf(other.element)}`);
      }
    }
    return [...new Set(faults)].slice(0, 12);
  });
}
