import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Property, SearchResult, SearchResults, Task } from '@bellhop/hotel';
import type { Member, TestApp } from '../support/app.js';
import { createAppWithLockers } from '../support/domains/app-with-lockers.js';
import { endHeld, held } from '../support/held-transaction.js';
import { until } from '../support/polling.js';

describe('the search over everything', () => {
  let server: TestApp;
  let owner: Member;
  let staff: Member;
  let here: string;
  let elsewhere: string;
  beforeAll(async () => {
    ({ server, owner, staff, here, elsewhere } = await createAppWithLockers());
  });
  afterEach(endHeld);
  afterAll(() => server.close());

  const search = async (q: string, member = owner, more = ''): Promise<readonly SearchResult[]> =>
    ((await member.call('get', `/v2/search?q=${encodeURIComponent(q)}${more}`).expect(200)).body as SearchResults)
      .items;
  const titles = (results: readonly SearchResult[]) => results.map(({ title }) => title);
  const addTask = async (title: string, body: object = {}): Promise<Task> =>
    (await owner.call('post', '/tasks', { propertyId: here, title, ...body }).expect(201)).body as Task;
  const addExpense = (body: object) =>
    owner
      .call('post', '/finance/expenses', {
        propertyId: here,
        amountMinor: 500,
        currency: 'EUR',
        category: 'other',
        ...body,
      })
      .expect(201);

  it('finds rows of every kind by their texts, whatever the case, and says where', async () => {
    const description = 'It stands on the terrace, beside the old Quincunx fountain.\nWater it twice.';
    const { taskId } = await addTask('Feed the olive tree', { description });
    await addExpense({ vendor: 'Quincunx & Sons' });
    const results = await search('qUINcunx');
    expect(results).toEqual([
      expect.objectContaining({ kind: 'expense', propertyId: here, title: 'Quincunx & Sons', found: null }),
      {
        kind: 'task',
        rowId: taskId,
        propertyId: here,
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/),
        title: 'Feed the olive tree',
        found: { field: 'description', text: expect.stringContaining('the old Quincunx fountain. Water it twice.') },
      },
    ]);
    await addTask('Clean the corridor', { room: 'Q-204', description: 'The corridor of the third floor' });
    expect(await search('204 corridor')).toMatchObject([{ found: { field: 'room', text: 'Q-204' } }]);
    expect((await search('olive fountain')).map(({ rowId }) => rowId)).toEqual([taskId]);
    // Not across two texts.
    expect(await search('tree It')).toHaveLength(1);
    expect(await search('"tree It"')).toEqual([]);
    const [person] = await search('manager@auro');
    expect(person).toMatchObject({ kind: 'user', propertyId: null, found: { field: 'email' } });
  });

  it('finds a kind of row that a domain has only described', async () => {
    const locker = { propertyId: here, number: 'Zebra 12', state: 'free', shelf: 1 };
    await owner.call('post', '/lockers', locker).expect(201);
    expect(await search('zebra')).toMatchObject([{ kind: 'locker', title: 'Zebra 12', propertyId: here }]);
  });

  it('has texts that begin with it first, then words that do, then the newest, and no more of a kind than asked', async () => {
    for (const title of ['Count the wumps', 'Swumped', 'Wump two', 'Wump one']) await addTask(title);
    expect(titles(await search('wump'))).toEqual(['Wump one', 'Wump two', 'Count the wumps', 'Swumped']);
    expect(titles(await search('wump', owner, '&limit=2'))).toEqual(['Wump one', 'Wump two']);
  });

  it('takes signs of patterns as they are', async () => {
    await addTask(String.raw`100% of C:\lifts_new`);
    await addTask('1000 of them');
    expect(titles(await search('00% of'))).toEqual([String.raw`100% of C:\lifts_new`]);
    expect(titles(await search('s_n'))).toEqual([String.raw`100% of C:\lifts_new`]);
    expect(titles(await search(String.raw`C:\l`))).toHaveLength(1);
    expect(await search('%%')).toEqual([]);
  });

  it('finds nothing that the reader may not see: by role, by property, by organisation', async () => {
    await addTask('Gryphon here');
    await addTask('Gryphon elsewhere', { propertyId: elsewhere });
    await addExpense({ vendor: 'Gryphon Ltd' });
    expect(titles(await search('gryphon')).toSorted()).toEqual(['Gryphon Ltd', 'Gryphon elsewhere', 'Gryphon here']);
    expect(titles(await search('gryphon', staff))).toEqual(['Gryphon here']);
    expect(await search('gryphon', await server.signIn('owner', 'borealis'))).toEqual([]);
  });

  it('finds neither deleted rows nor archived properties', async () => {
    const { taskId } = await addTask('Basilisk');
    await owner.call('delete', `/tasks/${taskId}`).expect(204);
    const property = { name: 'Hotel Basilisk', city: 'Porto', timezone: 'Europe/Lisbon', currency: 'EUR', rooms: 3 };
    const { propertyId } = (await owner.call('post', '/properties', property).expect(201)).body as Property;
    expect(await search('basilisk')).toMatchObject([{ kind: 'property', rowId: propertyId, propertyId }]);
    await owner.call('patch', `/properties/${propertyId}`, { archived: true }).expect(200);
    expect(await search('basilisk')).toEqual([]);
  });

  it('gives up its place before the database when its reader leaves', async () => {
    await search('lift');
    const { end } = await held(server.database, () => Promise.resolve());
    const asked = jest.spyOn(server.database, 'run');
    const request = owner.call('get', '/v2/search?q=lift');
    request.end(() => undefined);
    const place = () => asked.mock.calls.findIndex(([text]) => text.includes('"rank"'));
    await until(() => place() >= 0);
    const result = asked.mock.results[place()];
    asked.mockRestore();
    request.abort();
    // While the transaction is still open, so it has not been its turn.
    await expect(result?.value).rejects.toMatchObject({ name: 'ClientGoneError' });
    await end();
    expect(Array.isArray(await search('lift'))).toBe(true);
  });

  it.each([
    '',
    'q=',
    'q=a',
    `q=${encodeURIComponent('  a  ')}`,
    `q=${'x'.repeat(101)}`,
    'q=lift&limit=21',
    'q=li%00ft',
  ])('refuses %p', async (query) => {
    await owner.call('get', `/v2/search?${query}`).expect(400);
  });
});
