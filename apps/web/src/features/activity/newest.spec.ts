import { describe, expect, it } from '@jest/globals';
import type { ActivityEntry } from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';
import { withNewest } from './newest.js';

const entry = (activityId: string) => ({ activityId }) as ActivityEntry;
const page = (ids: string, next: string | null = 'more'): Page<ActivityEntry> => ({ items: [...ids].map(entry), next });
const idsOf = (pages: ReturnType<typeof withNewest>) =>
  pages === 'incomplete' ? pages : pages.pages.map(({ items }) => items.map(({ activityId }) => activityId).join(''));

describe('newest entries', () => {
  const known = { pages: [page('fed'), page('cba', null)], pageParams: [null, 'more'] };

  it('come before the others, and later pages stay', () => {
    expect(idsOf(withNewest(known, page('hgf')))).toEqual(['hgfed', 'cba']);
  });

  it('that are known change nothing', () => {
    expect(withNewest(known, page('fed'))).toBe(known);
  });

  it('after which others may be missing are incomplete', () => {
    expect(withNewest(known, page('zyx'))).toBe('incomplete');
  });

  it('of a list that was empty are all', () => {
    expect(idsOf(withNewest({ pages: [page('', null)], pageParams: [null] }, page('b', null)))).toEqual(['b']);
  });

  it('are read anew instead of growing for as long as the page is open', () => {
    const entries = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => entry(String(from - index)));
    const fresh = (newest: number) => ({ pages: [{ items: entries(newest, 50), next: 'more' }], pageParams: [null] });
    let pages = fresh(0);
    let longest = 0;
    for (let newest = 25; newest <= 10_000; newest += 25) {
      const [page] = fresh(newest).pages;
      const joined = withNewest(pages, page ?? { items: [], next: null });
      pages = joined === 'incomplete' ? fresh(newest) : joined;
      longest = Math.max(longest, pages.pages[0]?.items.length ?? 0);
    }
    expect(longest).toBe(200);
  });
});
