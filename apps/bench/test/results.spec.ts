import { expect, test } from '@jest/globals';
import { renewed, Results, type Run } from '../src/results.ts';

const MACHINE = { cpu: 'AMD EPYC', cores: 2, memoryGiB: 24, kernel: 'Linux 6.1', node: 'v24.1.0' };
const BEFORE: Run = { startedAt: '2026-01-01T10:00:00.000Z', machine: MACHINE };
const NOW: Run = { startedAt: '2026-01-02T10:00:00.000Z', machine: { ...MACHINE, kernel: 'Linux 6.2' } };

test('earlier figures fill in for workloads that were not measured now', () => {
  const [orgs, idle, fanOut] = [new Results(), new Results(), new Results()];
  orgs.add('orgs', 'Bellhop', 'delivery', 'us', 9);
  orgs.add('orgs', 'Nchan', 'delivery', 'us', 8);
  orgs.remark('of the orgs before');
  idle.add('idle', 'Bellhop', 'memory of a stream', 'KiB', 4);
  idle.remark('of both');
  fanOut.absent('fanout', 'Nchan', 'nginx has no such module');
  const before = [orgs.section('orgs', BEFORE), idle.section('idle', BEFORE), fanOut.section('fanout', BEFORE)];
  const again = new Results();
  again.add('orgs', 'Bellhop', 'delivery', 'us', 7);
  again.remark('of both');
  const sections = renewed(['fanout', 'orgs', 'idle'], before, [again.section('orgs', NOW)]);
  const results = new Results(sections);
  expect(results.value('orgs', 'Bellhop', 'delivery')).toBe(7);
  // Figures of another run are not comparable.
  expect(results.value('orgs', 'Nchan', 'delivery')).toBeUndefined();
  expect(results.value('idle', 'Bellhop', 'memory of a stream')).toBe(4);
  expect(results.absences).toEqual(fanOut.absences);
  expect(results.remarks).toEqual(['of both']);
  expect(sections.map(({ name, run }) => [name, run])).toEqual([
    ['fanout', BEFORE],
    ['orgs', NOW],
    ['idle', BEFORE],
  ]);
});

test('a workload that is no more leaves the record', () => {
  const gone = new Results().section('gone', BEFORE);
  const kept = new Results().section('kept', BEFORE);
  expect(renewed(['kept', 'not measured yet'], [gone, kept], [])).toEqual([kept]);
});
