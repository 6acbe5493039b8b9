import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Property } from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';
import { eventsAfter, headOf } from '../support/log.js';

const house = { name: 'Aurora Évora', city: 'Évora', timezone: 'Europe/Lisbon', currency: 'EUR', rooms: 31 };

describe('properties', () => {
  let server: TestApp;
  let owner: Member;
  beforeAll(async () => {
    server = await createTestApp();
    owner = await server.signIn('owner');
  });
  afterAll(() => server.close());

  it('lists the properties of the organisation', async () => {
    const { body } = await owner.call('get', '/properties').expect(200);
    expect((body as Page<Property>).items.map(({ name }) => name)).toEqual([
      'Aurora Chiado',
      'Aurora Ribeira',
      'Aurora Ria Formosa',
    ]);
  });

  it('is created, changed and deleted, each with an event that carries the row', async () => {
    const head = await headOf(owner);
    const created = (await owner.call('post', '/properties', house).expect(201)).body as Property;
    expect(created).toMatchObject({ ...house, version: 1, orgId: owner.signedIn.user.orgId });
    const path = `/properties/${created.propertyId}`;

    const changed = (await owner.call('patch', path, { rooms: 32 }).expect(200)).body as Property;
    expect(changed).toEqual({ ...created, rooms: 32, version: 2, updatedAt: changed.updatedAt });
    expect((await owner.call('get', path).expect(200)).body).toEqual(changed);
    await owner.call('delete', path).expect(204);
    await owner.call('get', path).expect(404);

    const { propertyId, updatedBy: deletedBy } = created;
    expect(deletedBy).toBe(owner.signedIn.user.userId);
    expect(await eventsAfter(owner, head)).toMatchObject([
      { eventType: 'PropertyCreated', propertyId, payload: created },
      { eventType: 'PropertyUpdated', propertyId, payload: changed },
      { eventType: 'PropertyDeleted', propertyId, payload: { propertyId, version: 3, deletedBy } },
    ]);
  });

  it('takes no new rows while it is archived, and keeps those it has', async () => {
    const { propertyId } = (await owner.call('post', '/properties', { ...house, name: 'Aurora Tomar' }).expect(201))
      .body as Property;
    const path = `/properties/${propertyId}`;
    const task = { propertyId, title: 'Close the shutters' };
    const { taskId } = (await owner.call('post', '/tasks', task).expect(201)).body as { taskId: string };
    await owner.call('patch', path, { archived: true }).expect(200);

    const refused = await owner.call('post', '/tasks', task).expect(400);
    expect(refused.body).toMatchObject({
      code: 'validation_failed',
      errors: [{ field: 'propertyId', message: 'is archived and takes no new rows' }],
    });
    const elsewhere = { ...task, propertyId: firstProperty(owner) };
    const moving = (await owner.call('post', '/tasks', elsewhere).expect(201)).body as { taskId: string };
    await owner.call('patch', `/tasks/${moving.taskId}`, { propertyId }).expect(400);
    await owner.call('patch', `/tasks/${taskId}`, { status: 'done' }).expect(200);

    await owner.call('patch', path, { archived: false }).expect(200);
    await owner.call('post', '/tasks', task).expect(201);
  });

  it.each([
    ['timezone', 'Europe/Nowhere'],
    ['currency', 'EUX'],
    ['name', 'Aurora CHIADO'],
  ])('refuses another %s with an error at its field, and writes nothing', async (field, value) => {
    const head = await headOf(owner);
    const { body } = await owner
      .call('post', '/properties', { ...house, name: 'Aurora Silves', [field]: value })
      .expect(400);
    expect(body).toMatchObject({ code: 'validation_failed', errors: [{ field }] });
    expect(await eventsAfter(owner, head)).toEqual([]);
  });

  it('cannot be deleted while it has rows', async () => {
    const head = await headOf(owner);
    const answer = await owner.call('delete', `/properties/${firstProperty(owner)}`).expect(409);
    expect(answer.body).toMatchObject({ code: 'conflict' });
    expect(await eventsAfter(owner, head)).toEqual([]);
  });

  it.each(['manager', 'staff'] as const)('cannot be changed by a %s', async (role) => {
    const member = await server.signIn(role);
    const path = `/properties/${firstProperty(member)}`;
    await member.call('get', path).expect(200);
    for (const attempt of [
      member.call('post', '/properties', house),
      member.call('patch', path, { rooms: 1 }),
      member.call('delete', path),
    ]) {
      expect((await attempt.expect(403)).body).toMatchObject({ code: 'forbidden' });
    }
  });
});
