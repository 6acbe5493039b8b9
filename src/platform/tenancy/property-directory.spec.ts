import { expect, it } from '@jest/globals';
import type { Clock, OrgCache } from '@bellhop/realtime';
import { PropertyDirectory } from './property-directory.js';
import type { PropertySource } from './property-source.js';

/** A directory of properties in Lisbon, and how often it has asked its source. */
function directoryOf(ids: readonly string[], clock: Partial<Clock> = {}) {
  let readings = 0;
  const timezones = () => {
    readings += 1;
    return Promise.resolve(new Map(ids.map((propertyId) => [propertyId, 'Europe/Lisbon'])));
  };
  const known = new Map<string, unknown>();
  const memory = {
    async get(orgId, { load }, { now = false } = {}) {
      if (now || !known.has(orgId)) known.set(orgId, await load(orgId));
      return known.get(orgId) as Awaited<ReturnType<typeof load>>;
    },
  } as Pick<OrgCache, 'get'> as OrgCache;
  const directory = new PropertyDirectory({ timezones } as unknown as PropertySource, memory, clock as Clock);
  return { directory, readings: () => readings };
}

const ALL = { orgId: 'org', propertyIds: 'all' } as const;
const MIDNIGHT = Date.parse('2027-11-22T00:00:00Z');

it('properties of one time zone have one day, also while it changes', async () => {
  // Each read is later than the one before.
  let now = MIDNIGHT - 1;
  const { directory } = directoryOf(['a', 'b', 'c'], { now: () => now++ });
  expect([...(await directory.byToday(ALL))]).toEqual([['2027-11-21', ['a', 'b', 'c']]]);
});

it('an unknown property is looked for in the database, and what is no id is not', async () => {
  const own = '0192f0c1-0000-7000-8000-000000000001';
  const { directory, readings } = directoryOf([own]);
  expect(await directory.sees(ALL, own)).toBe(true);
  expect(readings()).toBe(1);
  expect(await directory.sees(ALL, own.replace(/1$/, '2'))).toBe(false);
  expect(readings()).toBe(2);
  for (const text of ['', 'x', `${own}x`, '__proto__']) expect(await directory.sees(ALL, text)).toBe(false);
  expect(readings()).toBe(2);
});
