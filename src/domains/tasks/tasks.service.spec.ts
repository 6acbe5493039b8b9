import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Task } from '@bellhop/hotel';
import { createDomainFixture, type DomainFixture } from '../../../test/support/domain-fixture.js';
import { tasksOf } from '../../../test/support/tasks-of-fixture.js';
import type { RowsOf } from '../../platform/resources/resources.js';
import type { taskResource } from './tasks.resource.js';
import type { TasksService } from './tasks.service.js';

describe('TasksService', () => {
  let fixture: DomainFixture;
  let rows: RowsOf<typeof taskResource>;
  let service: TasksService;
  let task: Task;
  beforeAll(async () => {
    fixture = await createDomainFixture();
    service = tasksOf(fixture).tasks;
    ({ rows } = service);
  });
  afterAll(() => fixture.close());
  beforeEach(async () => {
    task = (await rows.create(fixture.owner, { propertyId: fixture.lisbon, title: 'Fix the lift' })).body;
    fixture.forget();
  });

  const raised = () => fixture.raised.map(({ eventType, propertyId, payload }) => ({ eventType, propertyId, payload }));

  it('raises events with the row that GET returns', async () => {
    const { body } = await rows.create(fixture.staff, { propertyId: fixture.lisbon, title: 'Flowers' });
    expect(raised()).toEqual([{ eventType: 'TaskCreated', propertyId: fixture.lisbon, payload: body }]);
    expect(await rows.get(fixture.owner, body.taskId)).toEqual(body);
  });

  it('keeps the completion time while a task is done', async () => {
    fixture.clock.advance(60_000);
    const at = new Date(fixture.clock.now()).toISOString();
    expect(await rows.update(fixture.owner, task.taskId, { status: 'done' }, 1)).toMatchObject({ completedAt: at });
    expect(await rows.update(fixture.owner, task.taskId, { status: 'cancelled' }, 2)).toMatchObject({
      completedAt: null,
    });
    expect(raised().map(({ eventType }) => eventType)).toEqual(['TaskStatusChanged', 'TaskStatusChanged']);
  });

  it('writes and raises nothing for an update without changes', async () => {
    fixture.clock.advance(60_000);
    expect(await rows.update(fixture.owner, task.taskId, { title: task.title, status: 'open' }, 1)).toEqual(task);
    expect(raised()).toEqual([]);
  });

  it('rolls back rows and events together', async () => {
    const count = async () => (await rows.list(fixture.owner, { limit: 200 })).items.length;
    const before = await count();
    const input = { propertyId: fixture.newYork, title: 'x', assigneeId: fixture.staff.userId };
    await expect(rows.create(fixture.owner, input)).rejects.toMatchObject({ code: 'validation_failed' });
    await expect(rows.create(fixture.staff, input)).rejects.toMatchObject({ code: 'not_found' });
    expect(await count()).toBe(before);
    expect(raised()).toEqual([]);
  });

  it('raises a deletion in the old property and updates in the new one for a move', async () => {
    const moved = await rows.update(fixture.owner, task.taskId, { propertyId: fixture.newYork, status: 'done' }, 1);
    expect(raised()).toEqual([
      {
        eventType: 'TaskDeleted',
        propertyId: fixture.lisbon,
        payload: { taskId: task.taskId, version: 2, deletedBy: fixture.owner.userId },
      },
      { eventType: 'TaskUpdated', propertyId: fixture.newYork, payload: moved },
      { eventType: 'TaskStatusChanged', propertyId: fixture.newYork, payload: moved },
    ]);
    expect(moved.version).toBe(3);
  });

  it('cannot be moved to a property that its writer may not see', async () => {
    await expect(
      rows.update(fixture.staff, task.taskId, { propertyId: fixture.newYork }, undefined),
    ).rejects.toMatchObject({ code: 'not_found' });
    expect(await rows.get(fixture.staff, task.taskId)).toEqual(task);
    expect(raised()).toEqual([]);
  });

  it('cannot move to a property that its assignee may not see', async () => {
    await rows.update(fixture.owner, task.taskId, { assigneeId: fixture.staff.userId }, undefined);
    await expect(
      rows.update(fixture.owner, task.taskId, { propertyId: fixture.newYork }, undefined),
    ).rejects.toMatchObject({ code: 'validation_failed', errors: [{ field: 'assigneeId' }] });
  });

  it('counts tasks as overdue by the current day at their property', async () => {
    const { overdue } = await service.summary(fixture.owner, {});
    // Yesterday in Lisbon, but today in New York.
    const dueOn = '2026-11-20';
    await rows.create(fixture.owner, { propertyId: fixture.newYork, title: 'x', dueOn });
    expect((await service.summary(fixture.owner, {})).overdue).toBe(overdue);
    await rows.create(fixture.owner, { propertyId: fixture.lisbon, title: 'x', dueOn });
    expect((await service.summary(fixture.owner, {})).overdue).toBe(overdue + 1);
    expect((await service.summary(fixture.owner, { propertyId: fixture.newYork })).overdue).toBe(0);
  });

  describe('filters', () => {
    const titles = async (query: object) =>
      (await rows.list(fixture.owner, { limit: 200, ...query })).items.map(({ title }) => title).sort();
    const { lisbon, newYork } = { lisbon: () => fixture.lisbon, newYork: () => fixture.newYork };
    beforeAll(async () => {
      await fixture.database.query('delete from tasks', []);
      // Saturday in Lisbon, and still Friday in New York.
      const due: readonly (readonly [string, () => string, string | null])[] = [
        ['Lisbon, Friday', lisbon, '2026-11-20'],
        ['Lisbon, Saturday', lisbon, '2026-11-21'],
        ['Lisbon, Sunday', lisbon, '2026-11-22'],
        ['Lisbon, Monday', lisbon, '2026-11-23'],
        ['Lisbon, any day', lisbon, null],
        ['New York, Thursday', newYork, '2026-11-19'],
        ['New York, Friday', newYork, '2026-11-20'],
        ['New York, Saturday', newYork, '2026-11-21'],
      ];
      for (const [title, propertyId, dueOn] of due) {
        await rows.create(fixture.owner, { propertyId: propertyId(), title, dueOn, room: title.slice(-2) });
      }
    });
    beforeEach(async () => rows.remove(fixture.owner, task.taskId, 1));

    it.each([
      ['overdue', ['Lisbon, Friday', 'New York, Thursday']],
      ['today', ['Lisbon, Saturday', 'New York, Friday']],
      [
        'week',
        [
          ...['Lisbon, Friday', 'Lisbon, Saturday', 'Lisbon, Sunday'],
          ...['New York, Friday', 'New York, Saturday', 'New York, Thursday'],
        ],
      ],
      ['none', ['Lisbon, any day']],
    ] as const)('%s: by the current day at each property, in lists and counts', async (due, expected) => {
      expect(await titles({ due })).toEqual([...expected].sort());
      const { byStatus } = await service.summary(fixture.owner, { due });
      expect(byStatus.open).toBe(expected.length);
    });

    it('leave finished tasks out of the overdue ones', async () => {
      const { body } = await rows.create(fixture.owner, {
        ...{ propertyId: fixture.lisbon, title: 'Long ago', dueOn: '2020-01-01' },
      });
      expect(await titles({ due: 'overdue' })).toContain('Long ago');
      await rows.update(fixture.owner, body.taskId, { status: 'done' }, undefined);
      expect(await titles({ due: 'overdue' })).not.toContain('Long ago');
      await rows.remove(fixture.owner, body.taskId, undefined);
    });

    it('find words of title, description and room', async () => {
      const input = {
        propertyId: fixture.lisbon,
        title: 'Change the bulb',
        description: 'Above the MIRROR',
        room: '204',
      };
      const { body } = await rows.create(fixture.owner, input);
      for (const q of ['204', 'bulb 204', 'mirror', '  the   chan ']) expect(await titles({ q })).toEqual([body.title]);
      for (const q of ['2_4', '205', 'bulb 205', '%']) expect(await titles({ q })).toEqual([]);
      expect((await service.summary(fixture.owner, { q: '204' })).byStatus.open).toBe(1);
      await rows.remove(fixture.owner, body.taskId, undefined);
    });

    it('do not show what the caller may not see', async () => {
      const seen = (await rows.list(fixture.staff, { limit: 200, due: 'today' })).items;
      expect(seen.map(({ title }) => title)).toEqual(['Lisbon, Saturday']);
      expect((await service.summary(fixture.staff, { due: 'today' })).byStatus.open).toBe(1);
    });
  });

  it('restores a deletion from before it had a room', async () => {
    await rows.remove(fixture.owner, task.taskId, 1);
    await fixture.database.query(`update deleted_rows set content = content - 'room'`, []);
    expect(await rows.restore(fixture.owner, task.taskId)).toMatchObject({ title: task.title, room: null });
  });

  describe('a deletion', () => {
    it('is taken back by who made it: the same row, above the version that clients have seen', async () => {
      await rows.remove(fixture.staff, task.taskId, 1);
      fixture.forget();
      const restored = await rows.restore(fixture.staff, task.taskId);
      expect(restored).toEqual({ ...task, version: 3, updatedBy: fixture.staff.userId });
      expect(await rows.get(fixture.owner, task.taskId)).toEqual(restored);
      expect(raised()).toEqual([{ eventType: 'TaskUpdated', propertyId: fixture.lisbon, payload: restored }]);
      // And can be made, and taken back, again.
      await rows.remove(fixture.staff, task.taskId, 3);
      expect(await rows.restore(fixture.staff, task.taskId)).toMatchObject({ version: 5 });
    });

    it('is taken back once, however often that is asked for, and also at the same time', async () => {
      await rows.remove(fixture.staff, task.taskId, 1);
      fixture.forget();
      const atOnce = await Promise.all([1, 2, 3].map(() => rows.restore(fixture.staff, task.taskId)));
      for (const row of [...atOnce, await rows.restore(fixture.staff, task.taskId)]) expect(row).toEqual(atOnce[0]);
      expect(raised()).toHaveLength(1);
      const log = `select action from activity where row_id = $1 and action <> 'deleted'`;
      expect(await fixture.database.query(log, [task.taskId])).toHaveLength(2);
    });

    it('is taken back by nobody else, and not after ten minutes', async () => {
      await rows.remove(fixture.staff, task.taskId, 1);
      await expect(rows.restore(fixture.owner, task.taskId)).rejects.toMatchObject({ code: 'not_found' });
      await rows.restore(fixture.staff, task.taskId);
      await rows.remove(fixture.staff, task.taskId, 3);
      fixture.clock.advance(600_001);
      await expect(rows.restore(fixture.staff, task.taskId)).rejects.toMatchObject({ code: 'not_found' });
    });
  });
});
