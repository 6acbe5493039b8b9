import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogue, type Property, type Task } from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';
import { type Collection, collectionsOf, pathOf, routesOf } from '../support/domains/collections.js';
import { authorOf } from '../support/domains/members.js';
import { type OpenApi, type Operation, operationsOf } from '../support/domains/operations.js';
import { type Author, sampleBody, sampleValues } from '../support/domains/samples.js';
import { eventsAfter, headOf } from '../support/log.js';

type Row = Readonly<Record<string, unknown>>;

describe('isolation', () => {
  let server: TestApp;
  let owner: Member;
  let staff: Member;
  let stranger: Member;
  let second: string;
  let operations: readonly Operation[];
  let author: Author;
  /** A row of each collection, in Aurora’s second property. */
  const rows = new Map<Collection, Row>();
  beforeAll(async () => {
    server = await createTestApp();
    owner = await server.signIn('owner');
    staff = await server.signIn('staff');
    stranger = await server.signIn('owner', 'borealis');
    second = owner.signedIn.user.propertyIds[1] ?? '';
    operations = operationsOf((await server.call('get', '/openapi.json').expect(200)).body as OpenApi);
    author = { ...authorOf(owner), propertyIds: [second] };
    for (const collection of Object.keys(catalogue).flatMap((domain) => collectionsOf(domain, operations))) {
      const { body } = await owner.call('post', collection.path, bodyOf(collection)).expect(201);
      rows.set(collection, body as Row);
    }
  });
  afterAll(() => server.close());

  const collections = (domain: string): readonly Collection[] =>
    [...rows.keys()].filter((collection) => collection.domain === domain);
  /** Changes a field that is no reference, so that a 404 is about the row. */
  const anyChange = (change: Operation | undefined): object => {
    const [field, schema] =
      Object.entries(change?.body?.properties ?? {}).find(
        ([, { format, items }]) => (format ?? items?.format) !== 'uuid',
      ) ?? [];
    if (!change || field === undefined || !schema) throw new Error(`${change?.name} changes nothing but ids`);
    return { [field]: sampleValues(change, field, schema, author)[0] };
  };
  const bodyOf = ({ create }: Collection): object => sampleBody(create, author) as object;

  describe.each(Object.keys(catalogue))('of %s, another org', (domain) => {
    it.each(['get', 'patch', 'delete'] as const)('gets 404: %s of a row', async (method) => {
      expect(collections(domain)).not.toEqual([]);
      for (const collection of collections(domain)) {
        const head = await headOf(owner);
        const { change, remove } = collection;
        if ((method === 'patch' && !change) || (method === 'delete' && !remove)) continue;
        const path = pathOf(collection, rows.get(collection));
        const answer = await stranger.call(method, path, method === 'patch' ? anyChange(change) : undefined);
        expect([method, path, answer.status, answer.body]).toMatchObject([method, path, 404, { code: 'not_found' }]);
        expect(await headOf(owner)).toBe(head);
      }
    });

    it('gets 404 when it filters by a property that is not its own', async () => {
      const filtered = routesOf(domain, operations).filter(
        ({ method, path, fields }) =>
          method === 'GET' &&
          !path.includes('{') &&
          fields.some(({ place, name }) => place === 'query' && name === 'propertyId'),
      );
      for (const { path } of filtered) {
        const { status } = await stranger.call('get', `${path}?propertyId=${second}`);
        expect([path, status]).toEqual([path, 404]);
      }
    });

    it('cannot create a row in it', async () => {
      for (const collection of collections(domain)) {
        if (!collection.create.fields.some(({ name }) => /^propertyIds?$/.test(name))) continue;
        const head = await headOf(owner);
        const { status } = await stranger.call('post', collection.path, bodyOf(collection));
        expect([collection.path, status]).toEqual([collection.path, 404]);
        expect(await headOf(owner)).toBe(head);
      }
    });

    it('lists its own rows only', async () => {
      for (const { path } of collections(domain)) {
        const { items } = (await stranger.call('get', `${path}?limit=200`).expect(200)).body as Page<Property>;
        const strangers = items.filter(({ orgId }) => orgId !== stranger.signedIn.user.orgId);
        expect([path, strangers]).toEqual([path, []]);
      }
    });
  });

  describe('another org', () => {
    it('cannot invite a user to its properties', async () => {
      const guest = { email: 'guest@borealis.test', name: 'x', role: 'staff', propertyIds: [second] };
      await stranger.call('post', '/users', guest).expect(404);
      await stranger.call('patch', `/users/${stranger.signedIn.user.userId}`, { propertyIds: [second] }).expect(404);
    });

    it('receives none of its events', async () => {
      const head = await headOf(stranger);
      await owner.call('post', '/tasks', { propertyId: second, title: 'secret' }).expect(201);
      expect(await eventsAfter(stranger, head)).toEqual([]);
      const { body } = await stranger.call('get', `/v2/realtime/poll?timeoutMs=1000&cursor=${head}`).expect(200);
      expect(body).toMatchObject({ events: [] });
    });
  });

  describe('staff', () => {
    it('sees the first property only', async () => {
      expect(staff.signedIn.user.propertyIds).toEqual([firstProperty(owner)]);
      const { items } = (await staff.call('get', '/properties').expect(200)).body as Page<Property>;
      expect(items.map(({ propertyId }) => propertyId)).toEqual([firstProperty(owner)]);
      await staff.call('get', `/properties/${second}`).expect(404);
    });

    it('sees and changes tasks there only', async () => {
      const { items } = (await staff.call('get', '/tasks?limit=200').expect(200)).body as Page<Task>;
      expect(new Set(items.map(({ propertyId }) => propertyId))).toEqual(new Set([firstProperty(owner)]));
      const [tasks] = collections('tasks');
      const path = tasks ? pathOf(tasks, rows.get(tasks)) : '';
      await staff.call('get', path).expect(404);
      await staff.call('patch', path, { title: 'mine' }).expect(404);
      await staff.call('delete', path).expect(404);
      await staff.call('get', `/tasks?propertyId=${second}`).expect(404);
      await staff.call('post', '/tasks', { propertyId: second, title: 'x' }).expect(404);
      const { taskId } = (
        await staff.call('post', '/tasks', { propertyId: firstProperty(staff), title: 'x' }).expect(201)
      ).body as Task;
      await staff.call('patch', `/tasks/${taskId}`, { propertyId: second }).expect(404);
    });

    it.each(['/finance/revenues', '/finance/expenses', '/finance/summary', '/finance/realtime/subscribe'])(
      'is refused at %s',
      async (path) => {
        expect((await staff.call('get', path).expect(403)).body).toMatchObject({ code: 'forbidden' });
      },
    );

    it('receives neither finance events nor those of the second property', async () => {
      const head = await headOf(staff);
      await owner.call('post', '/tasks', { propertyId: second, title: 'not theirs' }).expect(201);
      const money = { amountMinor: 1, currency: 'EUR', category: 'other' };
      await owner.call('post', '/finance/revenues', { propertyId: firstProperty(owner), ...money }).expect(201);
      const { body } = await owner.call('post', '/tasks', { propertyId: firstProperty(owner), title: 'theirs' });
      expect(await eventsAfter(staff, head)).toMatchObject([{ eventType: 'TaskCreated', payload: body as Task }]);
    });
  });
});
