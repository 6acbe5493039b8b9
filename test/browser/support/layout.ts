import type { Page } from '@playwright/test';
import { longestTexts } from './longest-texts.js';

/** Shows each message in the language in which it is longest, and makes other texts longer by half of their last word. */
export async function lengthenTexts(page: Page): Promise<void> {
  await page.evaluate(({ texts, patterns }) => {
    // Marks what is lengthened already: it has no width, and no line breaks at it.
    const LONGER = '\u2060';
    const sentences = patterns.map(([pattern, longest]) => [new RegExp(pattern, 'u'), longest] as const);
    const longestOf = (text: string): string | undefined => {
      const known = texts[text];
      if (known !== undefined) return known;
      for (const [pattern, longest] of sentences) if (pattern.test(text)) return text.replace(pattern, longest);
      return undefined;
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
  }, longestTexts());
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
    /** Scrolls by itself, or is hidden on purpose: what is in it may be larger. */
    const holdsMore = (element: Element): boolean => {
      for (let at: Element | null = element; at && at !== document.body; at = at.parentElement) {
        const { overflowX, clipPath, position } = getComputedStyle(at);
        if (overflowX !== 'visible' || clipPath !== 'none' || (position === 'fixed' && at.matches('[aria-hidden]')))
          return true;
      }
      return false;
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

    for (const [index, one] of leaves.entries()) {
      for (const other of leaves.slice(index + 1)) {
        // A header that stays lies on top of what scrolls.
        if (one.layer !== other.layer || one.element.contains(other.element) || other.element.contains(one.element))
          continue;
        const overlap = one.rects.some((a) =>
          other.rects.some(
            (b) =>
              Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
              Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4,
          ),
        );
        if (overlap) faults.push(`overlap: ${nameOf(one.element)} and ${nameOf(other.element)}`);
      }
    }
    return [...new Set(faults)].slice(0, 12);
  });
}
