import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tasksOf } from '../support/tasks-of-fixture.js';
import { createDomainFixture, type DomainFixture } from '../support/domain-fixture.js';
import type { TasksService } from '../../src/domains/tasks/tasks.service.js';

describe('an entry of the activity log', () => {
  let fixture: DomainFixture;
  let rows: TasksService['rows'];
  beforeAll(async () => {
    fixture = await createDomainFixture();
    ({ rows } = tasksOf(fixture).tasks);
  });
  afterAll(() => fixture.close());

  const count = async (table: string): Promise<number> => {
    const [row] = await fixture.database.query<{ n: string }>(`select count(*) as n from ${table}`, []);
    return Number(row?.n);
  };
  const create = (title = 'Fix the lift') => rows.create(fixture.owner, { propertyId: fixture.lisbon, title });

  it('is written by the statement that writes the row and its event', async () => {
    const texts: string[] = [];
    const commit = fixture.database.commit.bind(fixture.database);
    fixture.database.commit = (text, ...rest) => {
      texts.push(text);
      return commit(text, ...rest);
    };
    await create();
    expect(texts).toHaveLength(1);
    for (const table of ['tasks', 'activity', 'realtime_events'])
      expect(texts[0]).toMatch(new RegExp(`insert into "?${table}`));
  });

  it('is rolled back with the row and the event, whichever of them the database refuses', async () => {
    const { body } = await create();
    const [tasks, entries] = [await count('tasks'), await count('activity')];
    fixture.forget();
    for (const table of ['tasks', 'activity']) {
      await fixture.database.query(
        `alter table ${table} add constraint refused check (title <> 'Refused') not valid`,
        [],
      );
      await expect(create('Refused')).rejects.toThrow();
      await expect(rows.update(fixture.owner, body.taskId, { title: 'Refused' }, undefined)).rejects.toThrow();
      await fixture.database.query(`alter table ${table} drop constraint refused`, []);
    }
    expect([await count('tasks'), await count('activity')]).toEqual([tasks, entries]);
    expect(fixture.raised).toEqual([]);
    expect(await rows.get(fixture.owner, body.taskId)).toEqual(body);
  });

  it('has the time of the database, not of the process', async () => {
    fixture.clock.advance(3_600_000);
    const { body } = await create();
    const [{ near } = { near: false }] = await fixture.database.query<{ near: boolean }>(
      `select at between now() - interval '1 minute' and now() as near from activity where row_id = $1`,
      [body.taskId],
    );
    expect(near).toBe(true);
  });
});
