import type { ActivityEntry } from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';

interface Pages {
  readonly pages: Page<ActivityEntry>[];
  readonly pageParams: (string | null)[];
}

/** Entries of the first page, after which the pages are read anew: the list of a page that is open all day stays short. */
const MOST = 200;

/**
 * Puts the newest entries before those that are known.
 * @returns `incomplete` if there may be others between them, or too many have come
 */
export function withNewest<P extends Pages>(known: P, newest: Page<ActivityEntry>): P | 'incomplete' {
  const [first, ...others] = known.pages;
  const ids = new Set(known.pages.flatMap(({ items }) => items.map(({ activityId }) => activityId)));
  const added = newest.items.filter(({ activityId }) => !ids.has(activityId));
  if (!first || added.length === 0) return known;
  if (added.length === newest.items.length && newest.next !== null) return 'incomplete';
  if (first.items.length + added.length > MOST) return 'incomplete';
  return { ...known, pages: [{ ...first, items: [...added, ...first.items] }, ...others] };
}
