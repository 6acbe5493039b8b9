import { expect, it } from '@jest/globals';
import type { Clock, OrgCache } from '@bellhop/realtime';
import { PropertyDirectory } from './property-directory.js';
import type { PropertySource } from './property-source.js';

const MIDNIGHT = Date.parse('2027-11-22T00:00:00Z');

it('properties of one time zone have one day, also while it changes', async () => {
  const timezones = new Map(['a', 'b', 'c'].map((propertyId) => [propertyId, 'Europe/Lisbon']));
  const source = { timezones: () => Promise.resolve(timezones) } as unknown as PropertySource;
  const memory = { get: (orgId, { load }) => load(orgId) } as Pick<OrgCache, 'get'> as OrgCache;
  // Each read is later than the one before.
  let now = MIDNIGHT - 1;
  const clock = { now: () => now++ } as Clock;
  const byToday = await new PropertyDirectory(source, memory, clock).byToday({ orgId: 'org', propertyIds: 'all' });
  expect([...byToday]).toEqual([['2027-11-21', ['a', 'b', 'c']]]);
});
