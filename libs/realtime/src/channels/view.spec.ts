import { describe, expect, it } from '@jest/globals';
import { object, uuid } from '@bellhop/protocol';
import { type AudiencePolicy, type DomainDefinition, defineDomain } from '../events/domain-definition.js';
import type { Viewer } from '../application/viewer.js';
import { SharedViews, View, type ViewFilter } from './view.js';

const byName = (...domains: readonly DomainDefinition[]) => new Map(domains.map((domain) => [domain.name, domain]));
const tasks = defineDomain('tasks', { Happened: {} });
const definitions = byName(tasks, defineDomain('finance', { Happened: {} }, { roles: ['owner'] }));

const viewerOf = (propertyIds: Viewer['propertyIds'], role = 'staff', userId = 'user'): Viewer => ({
  orgId: 'org',
  userId,
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

describe('a view of a domain with an audience', () => {
  const audience: AudiencePolicy = { of: () => [], all: ['owner', 'manager'] };
  const leave = defineDomain('leave', { Requested: {} }, { audience });
  const withLeave = byName(tasks, leave);

  /** `place of person` for each personal event that a user sees. */
  const seenByPerson = (viewer: Viewer, filter: ViewFilter = {}): string[] => {
    const view = View.of(viewer, withLeave.values(), filter);
    return ['p1', 'p2', null].flatMap((place) =>
      ['user', 'other'].flatMap((person) => {
        const event = { domain: 'leave', audience: new Set([person]), ...(place !== null && { propertyId: place }) };
        return view.sees(event) ? [`${place ?? 'org'} of ${person}`] : [];
      }),
    );
  };

  it('sees the events that concern its user, whatever properties they may see', () => {
    const own = ['p1 of user', 'p2 of user', 'org of user'];
    expect(seenByPerson(viewerOf(new Set(['p1'])))).toEqual(own);
    expect(seenByPerson(viewerOf('all'))).toEqual(own);
    expect(seenByPerson(viewerOf(new Set()))).toEqual(own);
  });

  it('sees every event of its properties with a role that sees all, and those of its user', () => {
    const everything = ['p1 of user', 'p1 of other', 'p2 of user', 'p2 of other', 'org of user', 'org of other'];
    expect(seenByPerson(viewerOf('all', 'owner'))).toEqual(everything);
    expect(seenByPerson(viewerOf(new Set(['p1']), 'manager'))).toEqual(everything.toSpliced(3, 1));
  });

  it('is narrowed by a filter', () => {
    expect(seenByPerson(viewerOf(new Set(['p1'])), { propertyId: 'p1' })).toEqual(['p1 of user', 'org of user']);
    expect(seenByPerson(viewerOf('all'), { propertyId: 'p2' })).toEqual(['p2 of user', 'org of user']);
    expect(seenByPerson(viewerOf('all', 'owner'), { propertyId: 'p2' })).toHaveLength(4);
    expect(seenByPerson(viewerOf('all', 'owner'), { domains: new Set(['tasks']) })).toEqual([]);
  });

  it('does not see an event whose audience is unknown, without a role that sees all', () => {
    const seen = (role: string) => View.of(viewerOf('all', role), withLeave.values()).sees({ domain: 'leave' });
    expect([seen('staff'), seen('owner')]).toEqual([false, true]);
  });

  it('is the same for everybody but for their own events, and the same for two tabs of a user', () => {
    const views = new SharedViews(withLeave);
    const [ann, tab, ben] = ['ann', 'ann', 'ben'].map((userId) => views.of(viewerOf('all', 'staff', userId), {}));
    expect(ann?.shared).toBe(ben?.shared);
    expect(ann?.key).toBe(tab?.key);
    expect(new Set([ann, ben, ann?.shared].map((view) => view?.key)).size).toBe(3);
    expect(ann?.shared.sees({ domain: 'tasks' })).toBe(true);
    expect(ann?.shared.sees({ domain: 'leave', audience: new Set(['ann']) })).toBe(false);
    expect([...(ann?.domains ?? [])]).toEqual(['tasks', 'leave']);
    // Nothing concerns an owner of every property that they would not see anyway, and nobody without the domain.
    for (const [role, filter] of [
      ['owner', {}],
      ['staff', { domains: new Set(['tasks']) }],
    ] as const) {
      expect(views.of(viewerOf('all', role, 'ann'), filter)).toBe(views.of(viewerOf('all', role, 'ben'), filter));
    }
  });

  it('has another key if only the filter of its own events differs', () => {
    const views = new SharedViews(withLeave);
    const filtered = views.of(viewerOf(new Set(['p1'])), { propertyId: 'p1' });
    expect(filtered.key).not.toBe(views.of(viewerOf(new Set(['p1'])), {}).key);
    expect(filtered.shared).not.toBe(views.of(viewerOf(new Set(['p1'])), {}).shared);
  });

  it('needs the ids in the payload of every event', () => {
    const person = object({ userId: uuid });
    const of = ({ payload }: { readonly payload: { readonly userId: string } }) => [payload.userId];
    const { audience: complete } = defineDomain(
      'leave',
      { Asked: person, Dropped: person },
      { audience: { of, all: [] } },
    );
    expect([...(complete?.all ?? [])]).toEqual([]);
    // @ts-expect-error one of them lacks it
    defineDomain('leave', { Asked: person, Dropped: object({}) }, { audience: { of, all: [] } });
  });

  it('needs roles that may read the domain', () => {
    expect(() => defineDomain('leave', { Requested: {} }, { roles: ['owner'], audience })).toThrow(
      'domain "leave": the role "manager" of its audience may not read it',
    );
  });
});
