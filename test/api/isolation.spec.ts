import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Property, Task } from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';
import { createTestApp, firstProperty, type Member, type Method, type TestApp } from '../support/app.js';
import { eventsAfter, headOf } from '../support/log.js';

describe('isolation', () => {
  let server: TestApp;
  let owner: Member;
  let staff: Member;
  let stranger: Member;
  let second: string;
  /** A row of each kind, in Aurora’s second property. */
  const rows: Record<string, string> = {};
  beforeAll(async () => {
    server = await createTestApp();
    owner = await server.signIn('owner');
    staff = await server.signIn('staff');
    stranger = await server.signIn('owner', 'borealis');
    second = owner.signedIn.user.propertyIds[1] ?? '';
    const money = { propertyId: second, amountMinor: 1, currency: 'EUR', category: 'other' };
    rows['/properties'] = second;
    rows['/users'] = staff.signedIn.user.userId;
    for (const [path, id, body] of [
      ['/tasks', 'taskId', { propertyId: second, title: 'x' }],
      ['/finance/revenues', 'revenueId', money],
      ['/finance/expenses', 'expenseId', money],
    ] as const) {
      const answer = await owner.call('post', path, body).expect(201);
      rows[path] = (answer.body as Record<string, string>)[id] ?? '';
    }
  });
  afterAll(() => server.close());

  const BODIES: Readonly<Record<string, object>> = {
    '/properties': { rooms: 1 },
    '/tasks': { title: 'mine' },
    '/finance/revenues': { amountMinor: 2 },
    '/finance/expenses': { amountMinor: 2 },
    '/users': { name: 'mine' },
  };
  const attempts = Object.keys(BODIES).flatMap((path) =>
    (['get', 'patch', 'delete'] as const).map((method): [Method, string] => [method, path]),
  );

  describe('another org', () => {
    it.each(attempts)('gets 404: %s %s/:id', async (method, path) => {
      const head = await headOf(owner);
      const body = method === 'patch' ? BODIES[path] : undefined;
      const answer = await stranger.call(method, `${path}/${rows[path]}`, body).expect(404);
      expect(answer.body).toMatchObject({ code: 'not_found' });
      expect(await headOf(owner)).toBe(head);
    });

    it.each([
      '/tasks',
      '/finance/revenues',
      '/finance/expenses',
      '/users',
      '/tasks/summary',
      '/finance/summary',
      '/users/summary',
    ])('gets 404 when it filters %s by a property of this one', (path) =>
      stranger.call('get', `${path}?propertyId=${second}`).expect(404),
    );

    it.each(['/tasks', '/finance/revenues', '/finance/expenses'])('cannot create a row in it: %s', async (path) => {
      const head = await headOf(owner);
      const body = path === '/tasks' ? { title: 'x' } : { amountMinor: 1, currency: 'EUR', category: 'other' };
      await stranger.call('post', path, { propertyId: second, ...body }).expect(404);
      expect(await headOf(owner)).toBe(head);
    });

    it('cannot invite a user to its properties', async () => {
      const guest = { email: 'guest@borealis.test', name: 'x', role: 'staff', propertyIds: [second] };
      await stranger.call('post', '/users', guest).expect(404);
      await stranger.call('patch', `/users/${stranger.signedIn.user.userId}`, { propertyIds: [second] }).expect(404);
    });

    it('lists its own rows only', async () => {
      for (const path of ['/properties', '/tasks', '/finance/revenues', '/finance/expenses', '/users']) {
        const { items } = (await stranger.call('get', `${path}?limit=200`).expect(200)).body as Page<Property>;
        expect(new Set(items.map(({ orgId }) => orgId))).toEqual(new Set([stranger.signedIn.user.orgId]));
      }
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
      const path = `/tasks/${rows['/tasks']}`;
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
