import { describe, expect, test } from '@jest/globals';
import type { CpuProfile, ProfileNode } from '../src/measure/cpu-profile.ts';
import { groupOf, profileRows, selfTimes } from '../src/report/profile.ts';

const ROOT = '/home/somebody/bellhop';

const node = (id: number, functionName: string, url = ''): ProfileNode => ({
  id,
  callFrame: { functionName, url, lineNumber: 6 },
});

describe('a CPU profile', () => {
  test('time belongs to packages, to folders of the sources, and to modules of Node', () => {
    const group = (functionName: string, url = ''): string => groupOf(node(1, functionName, url), ROOT);
    expect(group('query', `file://${ROOT}/node_modules/pg/lib/client.js`)).toBe('pg');
    expect(group('get', `file://${ROOT}/node_modules/@nestjs/core/node_modules/iterare/lib/index.js`)).toBe('iterare');
    expect(group('get', `${ROOT}/node_modules/@nestjs/core/router/router.js`)).toBe('@nestjs/core');
    expect(group('create', `file://${ROOT}/dist/domains/tasks/dto/task.dto.js`)).toBe('src/domains/tasks');
    expect(group('accept', `file://${ROOT}/libs/realtime/dist/channels/org-channel.js`)).toBe('libs/realtime/channels');
    expect(group('emit', 'node:events')).toBe('node:events');
    expect(group('push', 'node:internal/streams/readable')).toBe('node:internal/streams');
    expect(group('(garbage collector)')).toBe('(garbage collector)');
    expect(group('writev')).toBe('(native functions)');
  });

  test('a sample stands for the time until the next; idle time is nobody’s', () => {
    const profile: CpuProfile = {
      nodes: [
        node(1, '(idle)'),
        node(2, 'query', `${ROOT}/node_modules/pg/lib/client.js`),
        node(3, 'end', `${ROOT}/node_modules/pg/lib/client.js`),
      ],
      samples: [2, 1, 3, 2],
      timeDeltas: [5, 100, 1_000, 200, 300],
    };
    const { groups, functions, idle } = selfTimes(profile, ROOT);
    expect(idle).toBe(1_000);
    expect([...groups]).toEqual([['pg', 600]]);
    expect([...functions.values()]).toEqual([400, 200]);
    expect(profileRows(functions, 10, 1)).toEqual([
      ['us a request', 'share', ''],
      ['40.0', '66.7 %', 'query  pg/lib/client.js:7'],
      ['60.0', '100 %', 'all'],
    ]);
  });
});
