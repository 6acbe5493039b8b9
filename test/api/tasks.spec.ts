import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Task, TasksSummary } from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';
import { freezeDate } from '../support/frozen-date.js';
import { eventsAfter, headOf } from '../support/log.js';

describe('tasks', () => {
  let server: TestApp;
  let owner: Member;
  let staff: Member;
  let task: Task;
  let head: string;
  beforeAll(async () => {
    server = await createTestApp();
    owner = await server.signIn('owner');
    staff = await server.signIn('staff');
  });
  afterAll(() => server.close());
  afterEach(() => void jest.useRealTimers());
  beforeEach(async () => {
    const body = { propertyId: firstProperty(owner), title: 'Fix the lift' };
    task = (await owner.call('post', '/tasks', body).expect(201)).body as Task;
    head = await headOf(owner);
  });

  const path = () => `/tasks/${task.taskId}`;
  const change = async (body: object) => (await owner.call('patch', path(), body).expect(200)).body as Task;
  const types = async () => (await eventsAfter(owner, head)).map(({ eventType }) => eventType);

  it('starts open, with omitted fields empty', () => {
    expect(task).toEqual({
      taskId: task.taskId,
      orgId: owner.signedIn.user.orgId,
      propertyId: firstProperty(owner),
      title: 'Fix the lift',
      description: null,
      status: 'open',
      priority: 'normal',
      assigneeId: null,
      room: null,
      recurrenceId: null,
      occursOn: null,
      dueOn: null,
      createdBy: owner.signedIn.user.userId,
      updatedBy: owner.signedIn.user.userId,
      completedAt: null,
      createdAt: task.createdAt,
      updatedAt: task.createdAt,
      version: 1,
    });
  });

  it('is returned by GET, with its version as ETag', async () => {
    const answer = await owner.call('get', path()).expect(200).expect('etag', '"1"');
    expect(answer.body).toEqual(task);
  });

  it('raises TaskStatusChanged for a change of status alone', async () => {
    const done = await change({ status: 'done' });
    expect(done).toMatchObject({ status: 'done', version: 2, completedAt: done.updatedAt });
    expect(await eventsAfter(owner, head)).toMatchObject([
      { eventType: 'TaskStatusChanged', propertyId: task.propertyId, payload: done },
    ]);
    expect(await change({ status: 'open' })).toMatchObject({ completedAt: null, version: 3 });
  });

  it('raises TaskUpdated for anything else', async () => {
    await change({ title: 'Fix the other lift', dueOn: '2026-12-24' });
    expect(await types()).toEqual(['TaskUpdated']);
  });

  it('says who changed and who deleted it', async () => {
    const [first, second] = [staff.signedIn.user.userId, owner.signedIn.user.userId];
    expect((await staff.call('patch', path(), { title: 'Fix it' }).expect(200)).body).toMatchObject({
      createdBy: second,
      updatedBy: first,
    });
    await owner.call('delete', path()).expect(204);
    expect(await eventsAfter(owner, head)).toMatchObject([
      { eventType: 'TaskUpdated', payload: { updatedBy: first } },
      { eventType: 'TaskDeleted', payload: { deletedBy: second } },
    ]);
  });

  it('raises both for both, in one version', async () => {
    expect(await change({ status: 'in_progress', priority: 'high' })).toMatchObject({ version: 2 });
    expect(await types()).toEqual(['TaskUpdated', 'TaskStatusChanged']);
  });

  it.each([{}, { title: 'Fix the lift' }, { status: 'open', assigneeId: null }])(
    'raises nothing for an update that changes nothing: %j',
    async (body) => {
      expect(await change(body)).toEqual(task);
      expect(await types()).toEqual([]);
    },
  );

  it('leaves one property and appears in the other when moved', async () => {
    const [, second = ''] = owner.signedIn.user.propertyIds;
    const moved = await change({ propertyId: second });
    expect(moved).toMatchObject({ propertyId: second, version: 3 });
    expect(await eventsAfter(owner, head)).toMatchObject([
      { eventType: 'TaskDeleted', propertyId: task.propertyId, payload: { taskId: task.taskId, version: 2 } },
      { eventType: 'TaskUpdated', propertyId: second, payload: moved },
    ]);
    await staff.call('get', path()).expect(404);
  });

  it('can be assigned only to a user who sees its property', async () => {
    const { userId } = staff.signedIn.user;
    expect(await change({ assigneeId: userId })).toMatchObject({ assigneeId: userId });
    const [, second] = owner.signedIn.user.propertyIds;
    const stranger = (await server.signIn('owner', 'borealis')).signedIn.user.userId;
    for (const attempt of [
      owner.call('patch', path(), { propertyId: second }),
      owner.call('patch', path(), { assigneeId: stranger }),
      owner.call('post', '/tasks', { propertyId: second, title: 'x', assigneeId: userId }),
    ]) {
      const { body } = await attempt.expect(400);
      expect(body).toMatchObject({ code: 'validation_failed', errors: [{ field: 'assigneeId' }] });
    }
  });

  it('is updated only against the current version', async () => {
    await owner.call('patch', path(), { title: 'One' }).set('if-match', '"1"').expect(200);
    for (const stale of ['"1"', '1', 'W/"1"']) {
      const { body } = await owner.call('patch', path(), { title: 'Two' }).set('if-match', stale).expect(412);
      expect(body).toMatchObject({ code: 'version_conflict' });
      await owner.call('delete', path()).set('if-match', stale).expect(412);
    }
    await owner.call('patch', path(), { title: 'Three' }).set('if-match', 'three').expect(400);
    await owner.call('delete', path()).set('if-match', '2').expect(204);
  });

  it('accepts one of several concurrent updates against the same version', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) => owner.call('patch', path(), { title: `Try ${n}` }).set('if-match', '"1"')),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412, 412]);
    expect(await types()).toEqual(['TaskUpdated']);
  });

  it('returns 404 after deletion', async () => {
    await owner.call('delete', path()).expect(204);
    await owner.call('get', path()).expect(404);
    await owner.call('delete', path()).expect(404);
    expect(await eventsAfter(owner, head)).toMatchObject([
      { eventType: 'TaskDeleted', payload: { taskId: task.taskId, version: 2 } },
    ]);
  });

  it('can be listed by property, status and assignee', async () => {
    const { userId } = staff.signedIn.user;
    await change({ status: 'in_progress', assigneeId: userId });
    const query = `propertyId=${task.propertyId}&status=in_progress&assigneeId=${userId}`;
    const { items } = (await owner.call('get', `/tasks?${query}`).expect(200)).body as Page<Task>;
    expect(items[0]?.taskId).toBe(task.taskId);
    for (const item of items) {
      expect(item).toMatchObject({ propertyId: task.propertyId, status: 'in_progress', assigneeId: userId });
    }
  });

  it('is counted by status, and as overdue only while unfinished', async () => {
    // No other task is due today but overdue when this one is counted.
    freezeDate();
    const summary = async () => (await owner.call('get', '/tasks/summary').expect(200)).body as TasksSummary;
    const before = await summary();
    await change({ dueOn: '2020-01-01' });
    const late = await summary();
    expect(late).toEqual({ ...before, overdue: before.overdue + 1 });
    await change({ status: 'done' });
    expect(await summary()).toEqual({
      byStatus: { ...before.byStatus, open: before.byStatus.open - 1, done: before.byStatus.done + 1 },
      overdue: before.overdue,
    });
  });
});
