import { describe, expect, it } from '@jest/globals';
import type { Task } from '@bellhop/hotel';
import { accepts, readTasksSearch, toQuery } from './filters.js';

const task: Task = {
  ...{ taskId: 't', orgId: 'o', propertyId: 'lisbon', createdBy: 'ana', version: 1 },
  ...{ createdAt: '2026-11-20T10:00:00.000Z', updatedAt: '2026-11-20T10:00:00.000Z' },
  ...{ title: 'Fix the lift', description: null, room: '204', status: 'open', priority: 'normal' },
  ...{ assigneeId: 'ben', dueOn: '2026-11-21', completedAt: null },
};

describe('the address of the tasks', () => {
  it('keeps what makes sense, and nothing else', () => {
    const assignee = '0199c0de-0000-7000-8000-000000000001';
    const search = { cancelled: true, assignee, due: 'week', q: 'lift' };
    expect(readTasksSearch(search)).toEqual(search);
    // The router reads a number.
    expect(readTasksSearch({ q: 204, assignee: 'me' })).toEqual({ q: '204', assignee: 'me' });
    expect(readTasksSearch({ cancelled: 'yes', assignee: 'x', due: 'soon', q: ' ', other: 1 })).toEqual({});
    expect(readTasksSearch({ q: 'a\u0000b' })).toEqual({});
  });

  it('asks the server without the days that it knows', () => {
    expect(toQuery({ propertyId: 'lisbon', due: 'today', todays: { lisbon: '2026-11-21' } })).toEqual({
      ...{ propertyId: 'lisbon', due: 'today' },
    });
  });
});

describe('a row of an event', () => {
  const todays = { lisbon: '2026-11-21', newYork: '2026-11-20' };

  it.each([
    [{}, true],
    [{ propertyId: 'newYork' }, false],
    [{ status: 'done' }, false],
    [{ assigneeId: 'ana' }, false],
    [{ q: 'LIFT 204' }, true],
    [{ q: 'lift 205' }, false],
    [{ due: 'today', todays }, true],
    [{ due: 'overdue', todays }, false],
    [{ due: 'none', todays }, false],
  ] as const)('is shown only if it fits: %j', (view, shown) => {
    expect(accepts(task, view)).toBe(shown);
  });

  it('leaves the view when it no longer fits', () => {
    const view = { assigneeId: 'ben', due: 'overdue', todays, q: '204' } as const;
    const late = { ...task, dueOn: '2026-11-20' };
    expect(accepts(late, view)).toBe(true);
    for (const change of [
      { status: 'done' },
      { assigneeId: null },
      { room: '205' },
      { dueOn: '2026-11-21' },
    ] as const) {
      expect(accepts({ ...late, ...change }, view)).toBe(false);
    }
    // Where it is still that day.
    expect(accepts({ ...late, propertyId: 'newYork' }, view)).toBe(false);
  });

  it('of a version without rooms is no error', () => {
    const { room: _, ...before } = task;
    expect([accepts(before, { q: 'lift' }), accepts(before, { q: '204' })]).toEqual([true, false]);
  });
});
