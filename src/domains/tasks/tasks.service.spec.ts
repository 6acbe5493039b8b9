import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Task } from '@bellhop/hotel';
import { createStage, type Stage } from '../../../test/support/stage.js';
import type { RowsOf } from '../../platform/resources/resources.js';
import type { taskResource } from './tasks.resource.js';
import { TasksService } from './tasks.service.js';

describe('TasksService', () => {
  let stage: Stage;
  let rows: RowsOf<typeof taskResource>;
  let service: TasksService;
  let task: Task;
  beforeAll(async () => {
    stage = await createStage();
    const { database, properties, members, resources } = stage;
    service = new TasksService(resources, members, properties, database);
    ({ rows } = service);
  });
  afterAll(() => stage.close());
  beforeEach(async () => {
    task = (await rows.create(stage.owner, { propertyId: stage.lisbon, title: 'Fix the lift' })).body;
    stage.forget();
  });

  const raised = () => stage.raised.map(({ eventType, propertyId, payload }) => ({ eventType, propertyId, payload }));

  it('raises events with the row that GET returns', async () => {
    const { body } = await rows.create(stage.staff, { propertyId: stage.lisbon, title: 'Flowers' });
    expect(raised()).toEqual([{ eventType: 'TaskCreated', propertyId: stage.lisbon, payload: body }]);
    expect(await rows.get(stage.owner, body.taskId)).toEqual(body);
  });

  it('keeps the completion time while a task is done', async () => {
    stage.clock.advance(60_000);
    const at = new Date(stage.clock.now()).toISOString();
    expect(await rows.change(stage.owner, task.taskId, { status: 'done' }, 1)).toMatchObject({ completedAt: at });
    expect(await rows.change(stage.owner, task.taskId, { status: 'cancelled' }, 2)).toMatchObject({
      completedAt: null,
    });
    expect(raised().map(({ eventType }) => eventType)).toEqual(['TaskStatusChanged', 'TaskStatusChanged']);
  });

  it('writes and raises nothing for an update without changes', async () => {
    stage.clock.advance(60_000);
    expect(await rows.change(stage.owner, task.taskId, { title: task.title, status: 'open' }, 1)).toEqual(task);
    expect(raised()).toEqual([]);
  });

  it('rolls back rows and events together', async () => {
    const count = async () => (await rows.list(stage.owner, { limit: 200 })).items.length;
    const before = await count();
    const input = { propertyId: stage.newYork, title: 'x', assigneeId: stage.staff.userId };
    await expect(rows.create(stage.owner, input)).rejects.toMatchObject({ code: 'validation_failed' });
    await expect(rows.create(stage.staff, input)).rejects.toMatchObject({ code: 'not_found' });
    expect(await count()).toBe(before);
    expect(raised()).toEqual([]);
  });

  it('raises a deletion in the old property and updates in the new one for a move', async () => {
    const moved = await rows.change(stage.owner, task.taskId, { propertyId: stage.newYork, status: 'done' }, 1);
    expect(raised()).toEqual([
      { eventType: 'TaskDeleted', propertyId: stage.lisbon, payload: { taskId: task.taskId, version: 2 } },
      { eventType: 'TaskUpdated', propertyId: stage.newYork, payload: moved },
      { eventType: 'TaskStatusChanged', propertyId: stage.newYork, payload: moved },
    ]);
    expect(moved.version).toBe(3);
  });

  it('cannot move to a property that its assignee may not see', async () => {
    await rows.change(stage.owner, task.taskId, { assigneeId: stage.staff.userId }, undefined);
    await expect(rows.change(stage.owner, task.taskId, { propertyId: stage.newYork }, undefined)).rejects.toMatchObject(
      { code: 'validation_failed', errors: [{ field: 'assigneeId' }] },
    );
  });

  it('counts tasks as overdue by the current day at their property', async () => {
    const { overdue } = await service.summary(stage.owner, undefined);
    // Yesterday in Lisbon, but today in New York.
    const dueOn = '2026-11-20';
    await rows.create(stage.owner, { propertyId: stage.newYork, title: 'x', dueOn });
    expect((await service.summary(stage.owner, undefined)).overdue).toBe(overdue);
    await rows.create(stage.owner, { propertyId: stage.lisbon, title: 'x', dueOn });
    expect((await service.summary(stage.owner, undefined)).overdue).toBe(overdue + 1);
    expect((await service.summary(stage.owner, stage.newYork)).overdue).toBe(0);
  });
});
