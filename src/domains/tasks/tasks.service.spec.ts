import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Task } from '@bellhop/hotel';
import { createDomainFixture, type DomainFixture } from '../../../test/support/domain-fixture.js';
import type { RowsOf } from '../../platform/resources/resources.js';
import type { taskResource } from './tasks.resource.js';
import { TasksService } from './tasks.service.js';

describe('TasksService', () => {
  let fixture: DomainFixture;
  let rows: RowsOf<typeof taskResource>;
  let service: TasksService;
  let task: Task;
  beforeAll(async () => {
    fixture = await createDomainFixture();
    const { database, properties, members, resources } = fixture;
    service = new TasksService(resources, members, properties, database);
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
    const { overdue } = await service.summary(fixture.owner, undefined);
    // Yesterday in Lisbon, but today in New York.
    const dueOn = '2026-11-20';
    await rows.create(fixture.owner, { propertyId: fixture.newYork, title: 'x', dueOn });
    expect((await service.summary(fixture.owner, undefined)).overdue).toBe(overdue);
    await rows.create(fixture.owner, { propertyId: fixture.lisbon, title: 'x', dueOn });
    expect((await service.summary(fixture.owner, undefined)).overdue).toBe(overdue + 1);
    expect((await service.summary(fixture.owner, fixture.newYork)).overdue).toBe(0);
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

    it('is taken back once, by nobody else, and not after ten minutes', async () => {
      await rows.remove(fixture.staff, task.taskId, 1);
      await expect(rows.restore(fixture.owner, task.taskId)).rejects.toMatchObject({ code: 'not_found' });
      await rows.restore(fixture.staff, task.taskId);
      await expect(rows.restore(fixture.staff, task.taskId)).rejects.toMatchObject({ code: 'not_found' });
      await rows.remove(fixture.staff, task.taskId, 3);
      fixture.clock.advance(600_001);
      await expect(rows.restore(fixture.staff, task.taskId)).rejects.toMatchObject({ code: 'not_found' });
    });
  });
});
