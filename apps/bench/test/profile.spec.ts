import { describe, expect, test } from '@jest/globals';
import type { CpuProfile, ProfileNode } from '../src/measure/cpu-profile.ts';
import { groupOf, partRows, profileRows, timesOf } from '../src/report/profile.ts';

const ROOT = '/home/somebody/bellhop';
const PG = `file://${ROOT}/node_modules/pg/lib/client.js`;

const node = (id: number, functionName: string, url = '', children: number[] = []): ProfileNode => ({
  id,
  callFrame: { functionName, url, lineNumber: 6 },
  children,
});

/** Samples of nodes in turn, each lasting the given microseconds. */
const profileOf = (nodes: ProfileNode[], ...sampled: (readonly [id: number, time: number])[]): CpuProfile => ({
  nodes,
  samples: [...sampled.map(([id]) => id), 0],
  timeDeltas: [5, ...sampled.map(([, time]) => time)],
});

describe('a CPU profile', () => {
  test('assigns a function to its package, or to its folder in the sources', () => {
    const group = (url: string): string | undefined => groupOf(url, ROOT);
    expect(group(PG)).toBe('pg');
    expect(group(`file://${ROOT}/node_modules/@nestjs/core/node_modules/iterare/lib/index.js`)).toBe('iterare');
    expect(group(`${ROOT}/node_modules/@nestjs/core/router/router.js`)).toBe('@nestjs/core');
    expect(group(`file://${ROOT}/dist/domains/tasks/dto/task.dto.js`)).toBe('src/domains/tasks');
    expect(group(`file://${ROOT}/libs/realtime/dist/channels/org-channel.js`)).toBe('libs/realtime/channels');
    expect(group('node:events')).toBeUndefined();
    expect(group('')).toBeUndefined();
  });

  test('assigns time in Node to the caller, and garbage collection to no one', () => {
    const { owners, functions } = timesOf(
      profileOf(
        [
          node(1, '(root)', '', [2, 5, 6, 7]),
          node(2, 'query', PG, [3]),
          node(3, 'write', 'node:net', [4]),
          node(4, 'writev'),
          node(5, '(garbage collector)'),
          node(6, 'onread', 'node:net'),
          node(7, 'writev'),
        ],
        [2, 100],
        [3, 20],
        [4, 3],
        [5, 400],
        [6, 5_000],
        [7, 1_000],
      ),
      ROOT,
    );
    expect(Object.fromEntries(owners)).toEqual({ pg: 123, '(garbage collector)': 400, Node: 6_000 });
    expect(functions.get('writev  for pg')).toBe(3);
    expect(functions.get('writev  for Node')).toBe(1_000);
    expect(functions.get('query  pg/lib/client.js:7')).toBe(100);
  });

  test('counts a sample until the next one, and idle time for no one', () => {
    const profile = profileOf(
      [node(1, '(idle)'), node(2, 'query', PG), node(3, 'end', PG)],
      [2, 100],
      [1, 1_000],
      [3, 200],
      [2, 300],
    );
    const { owners, functions, idle } = timesOf(profile, ROOT);
    expect(idle).toBe(1_000);
    expect([...owners]).toEqual([['pg', 600]]);
    expect(profileRows(functions, 30, 1)).toEqual([
      ['us per request', 'share', ''],
      ['20.0', '66.7 %', 'query  pg/lib/client.js:7'],
      ['30.0', '100 %', 'total'],
    ]);
  });

  test('lists parts of a request that add up', () => {
    const profile = profileOf(
      [
        node(1, 'query', PG),
        node(2, 'create', `${ROOT}/dist/domains/tasks/tasks.service.js`),
        node(3, 'append', `${ROOT}/libs/realtime/dist/log/sql.event-log.js`),
        node(4, 'something', `${ROOT}/node_modules/nobody-knows/index.js`),
      ],
      [1, 100],
      [2, 2_000],
      [3, 10_000],
      [4, 31_110],
    );
    // The thread had its core for a hundredth of the sampled time.
    const rows = partRows([{ title: 'post', times: timesOf(profile, ROOT), mainThread: 432.1, otherThreads: 56 }]);
    const figures = Object.fromEntries(rows.map(([title, figure]) => [title, figure]));
    expect(rows[0]).toEqual(['µs per request', 'post']);
    expect(figures['database driver, writing to its socket']).toBe('1');
    expect(figures['the rest of Bellhop: bodies, problems, domains']).toBe('20');
    expect(figures['events, log and streams']).toBe('100');
    expect(figures['other packages']).toBe('311');
    expect(rows.find(([title]) => title?.startsWith('other threads'))?.[1]).toBe('56');
    expect(figures.total).toBe('488');
  });
});
