import { expect, test } from '@jest/globals';
import { Results } from '../src/results.ts';

test('earlier figures fill in for workloads that were not measured now', () => {
  const before = new Results();
  before.add('orgs', 'Bellhop', 'delivery', 'us', 9);
  before.add('orgs', 'Nchan', 'delivery', 'us', 8);
  before.add('idle', 'Bellhop', 'memory of a stream', 'KiB', 4);
  before.absent('fanout', 'Nchan', 'nginx has no such module');
  before.remark('of both');
  const results = new Results();
  results.add('orgs', 'Bellhop', 'delivery', 'us', 7);
  results.remark('of both');
  results.adopt(before);
  expect(results.value('orgs', 'Bellhop', 'delivery')).toBe(7);
  // Figures of another run are not comparable.
  expect(results.value('orgs', 'Nchan', 'delivery')).toBeUndefined();
  expect(results.value('idle', 'Bellhop', 'memory of a stream')).toBe(4);
  expect(results.absences).toEqual(before.absences);
  expect(results.remarks).toEqual(['of both']);
});
