import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Recurrence, Task } from '@bellhop/hotel';
import { Logger } from '@nestjs/common';
import { createDomainFixture, type DomainFixture } from '../../../test/support/domain-fixture.js';
import { type TasksOfFixture, tasksOf } from '../../../test/support/tasks-of-fixture.js';

/** 2026-11-21, 02:37 in Lisbon and 2026-11-20, 21:37 in New York. */
const NIGHT = Date.parse('2026-11-21T02:37:00Z');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('recurring tasks', () => {
  let fixture: DomainFixture;
  let services: TasksOfFixture;
  beforeAll(async () => {
    // A rule that fails is told there.
    Logger.overrideLogger(false);
    fixture = await createDomainFixture();
    services = tasksOf(fixture);
  });
  afterAll(() => fixture.close());
  beforeEach(() => {
    fixture.clock.step(NIGHT - fixture.clock.now());
    fixture.forget();
  });
  afterEach(async () => {
    for (const table of ['tasks', 'recurrences']) await fixture.database.query(`delete from ${table}`, []);
    await fixture.database.query('update properties set archived_at = null', []);
  });

  const recur = async (rule: string, more: object = {}): Promise<Recurrence> => {
    const input = { propertyId: fixture.lisbon, title: 'Check the pool', rule, ...more };
    return (await services.recurrences.rows.create(fixture.staff, input)).body;
  };
  const made = async (): Promise<readonly Task[]> =>
    (await services.tasks.rows.list(fixture.owner, { limit: 200 })).items;
  const days = async (): Promise<readonly (string | null)[]> => (await made()).map(({ dueOn }) => dueOn).sort();
  const at = (instant: string) => fixture.clock.step(Date.parse(instant) - fixture.clock.now());
  const ruleNow = (id: string) => services.recurrences.rows.get(fixture.owner, id);

  it('are made on their day: ordinary tasks with a link to their rule, made by nobody', async () => {
    const more = { room: '204', description: 'Chlorine', priority: 'high', assigneeId: fixture.staff.userId };
    const { recurrenceId } = await recur('FREQ=DAILY', more);
    fixture.forget();
    await services.recurring().make();
    const [task] = await made();
    expect(task).toMatchObject({
      ...{ title: 'Check the pool', ...more, status: 'open', dueOn: '2026-11-21', occursOn: '2026-11-21' },
      ...{ recurrenceId, createdBy: fixture.staff.userId, updatedBy: null, version: 1 },
    });
    expect(fixture.raised.map(({ eventType, payload }) => [eventType, payload])).toEqual([
      ['TaskCreated', task],
      ['RecurrenceUpdated', await ruleNow(recurrenceId)],
    ]);
    expect(await ruleNow(recurrenceId)).toMatchObject({ lastOn: '2026-11-21', nextOn: '2026-11-22', version: 2 });
    const log = 'select actor_id, action, resource from activity where row_id = $1';
    expect(await fixture.database.query(log, [task?.taskId])).toEqual([
      { actor_id: null, action: 'created', resource: 'task' },
    ]);
  });

  it('are made once, however many instances try at once and how often', async () => {
    await recur('FREQ=DAILY');
    await recur('FREQ=DAILY', { title: 'Count the towels' });
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(Array.from({ length: 4 }, () => services.recurring().make()));
      expect(await made()).toHaveLength(2 * (round + 1));
      fixture.clock.step(DAY_MS);
    }
  });

  it('are made when the day begins at the property, not elsewhere', async () => {
    await recur('FREQ=DAILY', { propertyId: fixture.lisbon });
    const { recurrenceId } = (
      await services.recurrences.rows.create(fixture.owner, {
        ...{ propertyId: fixture.newYork, title: 'There', rule: 'FREQ=WEEKLY;BYDAY=SA' },
      })
    ).body;
    await services.recurring().make();
    expect((await made()).map(({ title }) => title)).toEqual(['Check the pool']);
    at('2026-11-21T04:59:00Z');
    await services.recurring().make();
    expect((await ruleNow(recurrenceId)).lastOn).toBeNull();
    at('2026-11-21T05:00:00Z');
    await services.recurring().make();
    expect((await ruleNow(recurrenceId)).lastOn).toBe('2026-11-21');
  });

  it.each([
    [
      'the end of daylight saving time: 25 October has 25 hours in Lisbon',
      '2026-10-23T12',
      ['10-23T12', '10-23T23', '10-24T23', '10-26T00', '10-27T00', '10-28T00'],
      ['10-23', '10-24', '10-25', '10-26', '10-27', '10-28'],
    ],
    [
      'its beginning: 28 March has 23 hours there',
      '2027-03-26T12',
      ['03-26T12', '03-27T00', '03-28T00', '03-28T23', '03-29T23', '03-30T23'],
      ['03-26', '03-27', '03-28', '03-29', '03-30', '03-31'],
    ],
  ])('are made once a day, when it begins, over %s', async (_, from, hours, dates) => {
    at(`${from}:00:00Z`);
    await recur('FREQ=DAILY');
    const year = from.slice(0, 5);
    for (let hour = 0; hour < 5 * 24; hour += 1) {
      await services.recurring().make();
      fixture.clock.step(HOUR_MS);
    }
    expect(await days()).toEqual(dates.map((date) => year + date));
    const madeAt = (await made()).map(({ createdAt }) => createdAt).sort();
    expect(madeAt).toEqual(hours.map((hour) => `${year}${hour}:00:00.000Z`));
  });

  it('after days without a server are made for the latest missed day only', async () => {
    const { recurrenceId } = await recur('FREQ=WEEKLY;BYDAY=MO,TH');
    at('2026-12-12T10:00:00Z');
    await services.recurring().make();
    await services.recurring().make();
    expect(await days()).toEqual(['2026-12-10']);
    expect(await ruleNow(recurrenceId)).toMatchObject({ lastOn: '2026-12-10', nextOn: '2026-12-14' });
  });

  it('end after the last day of their rule', async () => {
    const { recurrenceId } = await recur('FREQ=DAILY;UNTIL=20261122');
    for (let day = 0; day < 4; day += 1) {
      await services.recurring().make();
      fixture.clock.step(DAY_MS);
    }
    expect(await days()).toEqual(['2026-11-21', '2026-11-22']);
    expect((await ruleNow(recurrenceId)).nextOn).toBeNull();
  });

  it('follow a change of the rule, and tasks that were made do not', async () => {
    const { recurrenceId } = await recur('FREQ=DAILY');
    await services.recurring().make();
    const changes = { title: 'Check the sauna', room: 'Spa', rule: 'FREQ=MONTHLY;BYMONTHDAY=-1' };
    await services.recurrences.rows.update(fixture.owner, recurrenceId, changes, undefined);
    // Back to every day: today has its task already.
    await services.recurrences.rows.update(fixture.owner, recurrenceId, { rule: 'FREQ=DAILY' }, undefined);
    expect(await ruleNow(recurrenceId)).toMatchObject({ lastOn: '2026-11-21', nextOn: '2026-11-22' });
    await services.recurring().make();
    expect((await made()).map(({ title }) => title)).toEqual(['Check the pool']);
    fixture.clock.step(DAY_MS);
    await services.recurring().make();
    expect((await made()).map(({ title, room }) => [title, room])).toEqual([
      ['Check the sauna', 'Spa'],
      ['Check the pool', null],
    ]);
  });

  it('are no longer made after the rule is deleted, and are again when that is taken back', async () => {
    const { recurrenceId, version } = await recur('FREQ=DAILY');
    await services.recurrences.rows.remove(fixture.staff, recurrenceId, version);
    await services.recurring().make();
    expect(await made()).toEqual([]);
    await services.recurrences.rows.restore(fixture.staff, recurrenceId);
    await services.recurring().make();
    expect(await days()).toEqual(['2026-11-21']);
  });

  it('wait while their property is archived', async () => {
    await recur('FREQ=DAILY');
    await fixture.database.query('update properties set archived_at = now() where property_id = $1', [fixture.lisbon]);
    await services.recurring().make();
    expect(await made()).toEqual([]);
    await fixture.database.query('update properties set archived_at = null', []);
    fixture.clock.step(3 * DAY_MS);
    await services.recurring().make();
    expect(await days()).toEqual(['2026-11-24']);
  });

  it('belong to nobody when their assignee has left', async () => {
    await recur('FREQ=DAILY', { assigneeId: fixture.staff.userId });
    await fixture.database.query(`update users set disabled_at = now() where user_id = $1`, [fixture.staff.userId]);
    await services.recurring().make();
    expect(await made()).toMatchObject([{ assigneeId: null, title: 'Check the pool' }]);
    await fixture.database.query(`update users set disabled_at = null where user_id = $1`, [fixture.staff.userId]);
  });

  it('do not keep other rules from theirs when one fails', async () => {
    const broken = await recur('FREQ=DAILY', { title: 'Broken' });
    await recur('FREQ=DAILY');
    await fixture.database.query(`update recurrences set rule = 'x' where recurrence_id = $1`, [broken.recurrenceId]);
    await services.recurring().make();
    expect((await made()).map(({ title }) => title)).toEqual(['Check the pool']);
  });

  describe('that begin with a task', () => {
    const create = async (input: object) =>
      (await services.tasks.rows.create(fixture.staff, { propertyId: fixture.lisbon, title: 'Ants', ...input })).body;

    it('have it as their first one, on the day that it is due', async () => {
      const task = await create({ repeats: 'FREQ=WEEKLY;BYDAY=MO', dueOn: '2026-11-25', room: '12' });
      expect(task).toMatchObject({ dueOn: '2026-11-25', occursOn: '2026-11-25', room: '12' });
      expect(await ruleNow(task.recurrenceId ?? '')).toMatchObject({
        ...{ title: 'Ants', room: '12', lastOn: '2026-11-25', nextOn: '2026-11-30' },
      });
      expect(fixture.raised.map(({ eventType }) => eventType).sort()).toEqual(['RecurrenceCreated', 'TaskCreated']);
    });

    it('begin on the first day of the rule for a task without a day', async () => {
      expect(await create({ repeats: 'FREQ=DAILY' })).toMatchObject({ dueOn: '2026-11-21' });
      expect(await create({ repeats: 'FREQ=WEEKLY;BYDAY=TH' })).toMatchObject({ dueOn: '2026-11-26' });
      await services.recurring().make();
      expect(await made()).toHaveLength(2);
    });

    it('are refused, with the task, when the rule has no day any more', async () => {
      const refused = { code: 'validation_failed', errors: [{ field: 'repeats' }] };
      await expect(create({ repeats: 'FREQ=DAILY;UNTIL=20261120' })).rejects.toMatchObject(refused);
      expect(await made()).toEqual([]);
    });

    it('may begin with a task that there was before, once', async () => {
      const task = await create({ dueOn: '2026-11-21' });
      const { rows } = services.tasks;
      const repeated = await rows.update(fixture.staff, task.taskId, { repeats: 'FREQ=DAILY', title: 'Moths' }, 1);
      expect(repeated).toMatchObject({ title: 'Moths', occursOn: '2026-11-21', version: 2 });
      expect(await ruleNow(repeated.recurrenceId ?? '')).toMatchObject({ title: 'Moths', nextOn: '2026-11-22' });
      const another = rows.update(fixture.staff, task.taskId, { repeats: 'FREQ=WEEKLY;BYDAY=MO' }, 2);
      await expect(another).rejects.toMatchObject({ errors: [{ field: 'repeats' }] });
    });

    it('begin once with a task whose request is sent again, because the response was lost', async () => {
      const { taskId } = await create({});
      const { rows } = services.tasks;
      const body = { repeats: 'FREQ=WEEKLY;BYDAY=TH', title: 'Moths', dueOn: null };
      const first = await rows.update(fixture.staff, taskId, body, 1);
      fixture.forget();
      await expect(rows.update(fixture.staff, taskId, body, 1)).rejects.toMatchObject({ code: 'version_conflict' });
      expect(await rows.update(fixture.staff, taskId, body, 2)).toEqual(first);
      expect(first).toMatchObject({ title: 'Moths', dueOn: '2026-11-26' });
      expect((await services.recurrences.rows.list(fixture.owner, { limit: 200 })).items).toHaveLength(1);
      expect(fixture.raised).toEqual([]);
    });

    it('may begin anew with a task that was moved to where the user does not see its rule', async () => {
      const task = (
        await services.tasks.rows.create(fixture.owner, {
          ...{ propertyId: fixture.newYork, title: 'Boiler', repeats: 'FREQ=DAILY' },
        })
      ).body;
      const moved = await services.tasks.rows.update(fixture.owner, task.taskId, { propertyId: fixture.lisbon }, 1);
      const change = { repeats: 'FREQ=WEEKLY;BYDAY=MO' };
      const { rows } = services.tasks;
      const seen = rows.update(fixture.owner, task.taskId, change, moved.version);
      await expect(seen).rejects.toMatchObject({ errors: [{ field: 'repeats' }] });
      const { recurrenceId } = await rows.update(fixture.staff, task.taskId, change, moved.version);
      expect(await ruleNow(recurrenceId ?? '')).toMatchObject({ propertyId: fixture.lisbon, title: 'Boiler' });
      expect(await ruleNow(task.recurrenceId ?? '')).toMatchObject({ propertyId: fixture.newYork, version: 1 });
    });

    it('may begin again with a task whose rule was deleted', async () => {
      const task = await create({ repeats: 'FREQ=DAILY' });
      await services.recurrences.rows.remove(fixture.staff, task.recurrenceId ?? '', undefined);
      const again = await services.tasks.rows.update(fixture.staff, task.taskId, { repeats: 'FREQ=DAILY' }, 1);
      expect(await ruleNow(again.recurrenceId ?? '')).toMatchObject({ title: 'Ants', nextOn: '2026-11-22' });
    });

    it('are written with the task or not at all', async () => {
      const task = await create({});
      const stale = services.tasks.rows.update(fixture.staff, task.taskId, { repeats: 'FREQ=DAILY' }, 7);
      await expect(stale).rejects.toMatchObject({ code: 'version_conflict' });
      expect((await services.recurrences.rows.list(fixture.owner, { limit: 200 })).items).toEqual([]);
    });
  });
});
