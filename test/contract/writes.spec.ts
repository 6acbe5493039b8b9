import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Task } from '@bellhop/hotel';
import type { taskResource } from '../../src/domains/tasks/tasks.resource.js';
import type { IdempotencyKey } from '../../src/platform/idempotency/idempotency-key.js';
import { PostgresDriver } from '../../src/platform/database/postgres.driver.js';
import type { RowsOf } from '../../src/platform/resources/resources.js';
import { endHeld, held, UNHURRIED } from '../support/held-transaction.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';
import { tasksOf } from '../support/tasks-of-fixture.js';
import { createDomainFixture, type DomainFixture } from '../support/domain-fixture.js';

const KEY = { route: 'POST /tasks', key: 'k' };

describe('single-statement writes, among other writers on PostgreSQL', () => {
  let postgres: TestPostgres;
  let fixture: DomainFixture;
  let rows: RowsOf<typeof taskResource>;
  let keys = 0;
  beforeAll(async () => {
    postgres = await startPostgres();
    const options = { url: postgres.url, poolSize: 8, bounds: UNHURRIED, onIdleError: () => undefined };
    fixture = await createDomainFixture(await PostgresDriver.open(options));
    ({ rows } = tasksOf(fixture).tasks);
  });
  afterAll(async () => {
    await fixture.close();
    await postgres.stop();
  });
  afterEach(endHeld);
  beforeEach(() => {
    fixture.forget();
    keys += 1;
  });

  const create = async (title = 'Fix the lift'): Promise<Task> =>
    (await rows.create(fixture.owner, { propertyId: fixture.lisbon, title })).body;
  const keyed = (title: string, body: unknown = title): Promise<{ body: Task; replayed: boolean }> => {
    const idempotencyKey: IdempotencyKey = { ...KEY, key: `k${keys}`, body };
    return rows.create(fixture.owner, { propertyId: fixture.lisbon, title }, idempotencyKey);
  };
  const raised = () => fixture.raised.map(({ eventType, seq }) => [eventType, seq]);
  const head = async (): Promise<number> => {
    const [row] = await fixture.database.query<{ head: string }>('select head from realtime_heads', []);
    return Number(row?.head ?? 0);
  };
  const countTasks = async (): Promise<number> => {
    const [row] = await fixture.database.query<{ n: string }>('select count(*) as n from tasks', []);
    return Number(row?.n);
  };
  /** Waits until a statement waits for a lock. */
  const somebodyWaits = async (): Promise<void> => {
    while ((await fixture.database.query('select from pg_locks where not granted', [])).length === 0);
  };

  it('write row, head and log in one statement, and respond like a GET', async () => {
    const before = await head();
    const task = await create();
    expect(await rows.get(fixture.owner, task.taskId)).toEqual(task);
    expect(raised()).toEqual([['TaskCreated', before + 1]]);
    expect(await head()).toBe(before + 1);
  });

  it('apply to the current row when another writer was faster, and lose neither update', async () => {
    const task = await create();
    const faster = await held(fixture.database, (tx) =>
      fixture.database.query(
        'update tasks set priority = $1, version = 2 where task_id = $2',
        ['high', task.taskId],
        tx,
      ),
    );
    const change = rows.update(fixture.owner, task.taskId, { title: 'Fix both lifts' }, undefined);
    await somebodyWaits();
    await faster.end();
    expect(await change).toMatchObject({ title: 'Fix both lifts', priority: 'high', version: 3 });
  });

  it('fail with version_conflict when their version was overtaken meanwhile', async () => {
    const task = await create();
    const faster = await held(fixture.database, (tx) =>
      fixture.database.query(
        'update tasks set priority = $1, version = 2 where task_id = $2',
        ['high', task.taskId],
        tx,
      ),
    );
    const before = await head();
    const change = rows.update(fixture.owner, task.taskId, { title: 'Fix both lifts' }, 1);
    const refused = expect(change).rejects.toMatchObject({ code: 'version_conflict' });
    await somebodyWaits();
    await faster.end();
    await refused;
    expect(await head()).toBe(before);
  });

  it('fail with not_found when the row was deleted while they waited', async () => {
    const task = await create();
    const faster = await held(fixture.database, (tx) =>
      fixture.database.query('delete from tasks where task_id = $1', [task.taskId], tx),
    );
    const removal = rows.remove(fixture.owner, task.taskId, undefined);
    const refused = expect(removal).rejects.toMatchObject({ code: 'not_found' });
    await somebodyWaits();
    await faster.end();
    await refused;
  });

  it('lose none of 20 concurrent updates of one row', async () => {
    const task = await create();
    const before = await head();
    const titles = Array.from({ length: 20 }, (_, n) => `Title ${n}`);
    const changed = await Promise.all(
      titles.map((title) => rows.update(fixture.owner, task.taskId, { title }, undefined)),
    );
    expect(changed.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual(titles.map((_, n) => n + 2));
    expect(await head()).toBe(before + 20);
  });

  it('fail and write nothing when their property is deleted before the commit', async () => {
    const before = await head();
    const tasks = await countTasks();
    const propertyId = '01980000-0000-7000-8000-00000000000a';
    await fixture.database.query(
      `insert into properties (property_id, org_id, name, city, timezone, currency, rooms, created_at, updated_at)
       select $1, org_id, 'Porto', city, timezone, currency, rooms, created_at, updated_at from properties limit 1`,
      [propertyId],
    );
    const faster = await held(fixture.database, (tx) =>
      fixture.database.query('delete from properties where property_id = $1', [propertyId], tx),
    );
    const creation = rows.create(fixture.owner, { propertyId, title: 'Too late' });
    const refused = expect(creation).rejects.toMatchObject({ code: 'not_found' });
    await somebodyWaits();
    await faster.end();
    await refused;
    expect(await countTasks()).toBe(tasks);
    expect(await head()).toBe(before);
  });

  it('run once for a key, however many requests arrive at once', async () => {
    const before = await head();
    const answers = await Promise.all(Array.from({ length: 8 }, () => keyed('Once')));
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body.taskId)).size).toBe(1);
    expect(await head()).toBe(before + 1);
  });

  it('replay a key’s response although the property is no longer visible, and refuse another body', async () => {
    const { body: task } = await keyed('Once');
    const gone = { ...fixture.owner, propertyIds: 'all' as const };
    const repeated = await rows.create(
      gone,
      { propertyId: '01980000-0000-7000-8000-00000000000b', title: 'Once' },
      { ...KEY, key: `k${keys}`, body: 'Once' },
    );
    expect(repeated).toMatchObject({ body: task, replayed: true });
    await expect(keyed('Twice')).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  });

  it('do not use up a key when refused', async () => {
    const missing = { propertyId: '01980000-0000-7000-8000-00000000000b', title: 'x' };
    const idempotencyKey = { ...KEY, key: `k${keys}`, body: 'x' };
    await expect(rows.create(fixture.owner, missing, idempotencyKey)).rejects.toMatchObject({ code: 'not_found' });
    expect(await keyed('x')).toMatchObject({ replayed: false });
  });

  it.each([
    ['whose session has ended', 'update sessions set ended_at = now() where session_id = $1', 'sessionId'],
    ['whose rights have changed', 'update users set version = version + 1 where user_id = $1', 'userId'],
    ['who was disabled', 'update users set disabled_at = now() where user_id = $1', 'userId'],
  ] as const)('write nothing for a user %s on another instance', async (_, takeAway, id) => {
    const own = await createStaff();
    const task = await create();
    const before = await head();
    await fixture.database.query(takeAway, [own[id]]);
    const refused = { code: 'unauthenticated' };
    await expect(rows.create(own, { propertyId: fixture.lisbon, title: 'x' })).rejects.toMatchObject(refused);
    await expect(rows.update(own, task.taskId, { title: 'x' }, undefined)).rejects.toMatchObject(refused);
    await expect(rows.remove(own, task.taskId, undefined)).rejects.toMatchObject(refused);
    expect(await head()).toBe(before);
    expect(await rows.get(fixture.owner, task.taskId)).toEqual(task);
  });

  /** Creates another member of staff with a session. */
  async function createStaff(): Promise<DomainFixture['staff']> {
    const [userId, sessionId] = [crypto.randomUUID(), crypto.randomUUID()];
    const { orgId } = fixture.staff;
    await fixture.database.query(
      `insert into users (user_id, org_id, email, name, role, all_properties, password_hash, created_at, updated_at)
       values ($1::uuid, $2, $1::text, 'Ana', 'staff', true, 'x', now(), now())`,
      [userId, orgId],
    );
    await fixture.database.query(
      `insert into sessions (session_id, org_id, user_id, created_at, refreshed_at, access_expires_at, expires_at)
       values ($1, $2, $3, now(), now(), now(), now())`,
      [sessionId, orgId, userId],
    );
    return { ...fixture.staff, userId, sessionId, propertyIds: 'all' };
  }
});
