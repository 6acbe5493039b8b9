import { describe, expect, it } from '@jest/globals';
import { defineDomain } from '../events/domain-definition.js';
import type { Viewer } from '../application/viewer.js';
import { SharedViews, View, type ViewFilter } from './view.js';

const definitions = new Map(
  [defineDomain('tasks', { Happened: {} }), defineDomain('finance', { Happened: {} }, { roles: ['owner'] })].map(
    (domain) => [domain.name, domain],
  ),
);

const viewerOf = (propertyIds: Viewer['propertyIds'], role = 'staff'): Viewer => ({
  orgId: 'org',
  userId: 'user',
  sessionId: 'session',
  role,
  propertyIds,
});

/** The places of which a view sees events: `null` stands for the whole org. */
const seenBy = (propertyIds: Viewer['propertyIds'], filter: ViewFilter = {}) => {
  const view = View.of(viewerOf(propertyIds), definitions.values(), filter);
  return ['p1', 'p2', null].filter((place) =>
    view.sees({ domain: 'tasks', ...(place !== null && { propertyId: place }) }),
  );
};

describe('a view', () => {
  it('sees the properties of its user, and what concerns the whole org', () => {
    expect(seenBy(new Set(['p1']))).toEqual(['p1', null]);
    expect(seenBy('all')).toEqual(['p1', 'p2', null]);
  });

  it('is narrowed by a filter, and never widened', () => {
    expect(seenBy('all', { propertyId: 'p2' })).toEqual(['p2', null]);
    expect(seenBy(new Set(['p1', 'p2']), { propertyId: 'p2' })).toEqual(['p2', null]);
    expect(seenBy(new Set(['p1']), { propertyId: 'p2' })).toEqual([null]);
    const finance = View.of(viewerOf('all'), definitions.values(), { domains: new Set(['finance']) });
    expect([...finance.domains]).toEqual([]);
  });

  it('is shared with those who see the same, and no one else', () => {
    const views = new SharedViews(definitions);
    const view = views.of(viewerOf(new Set(['p1', 'p2'])), {});
    expect(views.of(viewerOf(new Set(['p2', 'p1'])), {})).toBe(view);
    const others = [
      views.of(viewerOf(new Set(['p1', 'p3'])), {}),
      views.of(viewerOf('all'), {}),
      views.of(viewerOf(new Set(['p1', 'p2']), 'owner'), {}),
      views.of(viewerOf(new Set(['p1', 'p2'])), { propertyId: 'p1' }),
    ];
    expect(new Set([view, ...others].map(({ key }) => key)).size).toBe(5);
    for (const other of others) expect(other).not.toBe(view);
  });
});
