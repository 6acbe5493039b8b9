import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TasksService } from '../../src/domains/tasks/tasks.service.js';
import { ActivityRetention } from '../../src/platform/activity/activity-retention.js';
import type { SqlDriver } from '../../src/platform/database/sql-driver.js';
import { DeletedRowsCleanup } from '../../src/platform/resources/deleted-rows.js';
import { Schedule, type ScheduledWork } from '../../src/platform/schedule/schedule.js';
import { createDomainFixture, type DomainFixture } from '../support/domain-fixture.js';
import { rowsLookedAt } from '../support/plans.js';
import { migratedDatabase } from '../support/prepared-database.js';
import { tasksOf } from '../support/tasks-of-fixture.js';

const DAYS = 400;
const OTHER_ORG = '00000000-0000-4000-8000-00000000000b';

describe('what is kept for a time', () => {
  let driver: SqlDriver;
  let fixture: DomainFixture;
  let rows: TasksService['rows'];
  let work: ScheduledWork[];
  beforeAll(async () => {
    driver = await migratedDatabase();
    fixture = await createDomainFixture(driver);
    const { database, clock } = fixture;
    ({ rows } = tasksOf(fixture).tasks);
    const schedule = new Schedule(database, clock);
    work = [];
    schedule.add = (added) => work.push(added);
    new DeletedRowsCleanup(database, schedule).onModuleInit();
    new ActivityRetention(database, schedule, { activityDays: DAYS }).onModuleInit();
  });
  afterAll(() => fixture.close());

  const run = async (name: string): Promise<void> => {
    const found = work.find((one) => one.name === name);
    if (!found) throw new Error(`${name} is not scheduled`);
    await found.run();
  };
  const ids = async (text: string): Promise<readonly string[]> =>
    (await fixture.database.query<{ id: string }>(text, [])).map(({ id }) => id).sort();

  it('is a deleted row: for ten minutes, in which it can be restored, and not longer', async () => {
    const [recent, old] = await Promise.all(
      ['Recent', 'Old'].map(async (title) => {
        const { body } = await rows.create(fixture.owner, { propertyId: fixture.lisbon, title });
        await rows.remove(fixture.owner, body.taskId, undefined);
        return body;
      }),
    );
    if (!recent || !old) throw new Error('two tasks');
    const age = (id: string, interval: string) =>
      fixture.database.query('update deleted_rows set deleted_at = now() - $2::interval where row_id = $1', [
        ...[id, interval],
      ]);
    await age(recent.taskId, '9 minutes 50 seconds');
    await age(old.taskId, '10 minutes 1 second');
    await run('deleted-rows');
    expect(await ids('select row_id as id from deleted_rows')).toEqual([recent.taskId]);
    expect(await ids(`select row_id as id from deleted_rows where content::text like '%Old%'`)).toEqual([]);
    await expect(rows.restore(fixture.owner, old.taskId)).rejects.toMatchObject({ code: 'not_found' });
  });

  describe('an entry of the activity log', () => {
    const add = (org: string, count: number, age: string) =>
      fixture.database.query(
        `insert into activity (org_id, at, activity_id, resource, row_id, title, action, changes)
         select $1, now() - $3::interval - n * interval '1 second', gen_random_uuid(), 'task', gen_random_uuid(), $4, 'created', '[]'
         from generate_series(1, $2::int) as n`,
        [org, count, age, age],
      );
    const left = () => ids('select distinct title as id from activity where title is not null');
    const count = async () => Number((await ids('select count(*)::text as id from activity'))[0]);
    beforeAll(() => fixture.database.query('delete from activity', []));

    it('is kept for the days of the settings, in every organisation', async () => {
      for (const org of [fixture.owner.orgId, OTHER_ORG]) {
        await add(org, 3, '399 days 23 hours');
        await add(org, 3, '400 days');
      }
      await run('old-activity');
      expect(await left()).toEqual(['399 days 23 hours']);
      expect(await count()).toBe(6);
    });

    it('is erased in batches, however many there are', async () => {
      await add(fixture.owner.orgId, 2_500, '500 days');
      await add(OTHER_ORG, 1, '500 days');
      await run('old-activity');
      expect(await count()).toBe(6);
    });

    it('is not read to find that nothing is old', async () => {
      await add(fixture.owner.orgId, 10_000, '1 day');
      await fixture.database.query('analyze activity', []);
      const looked = await rowsLookedAt(driver, () => run('old-activity'));
      expect(looked).toBeGreaterThan(0);
      expect(looked).toBeLessThan(20);
      expect(await count()).toBe(10_006);
    });
  });
});
