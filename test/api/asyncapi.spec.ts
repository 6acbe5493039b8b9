import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogue, type Expense, type Property, type Revenue, type Task, type User } from '@bellhop/hotel';
import { CONTROL_FRAMES } from '@bellhop/protocol';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';
import { eventsAfter, headOf } from '../support/log.js';
import { Mailbox, tokenIn } from '../support/mailbox.js';
import { openDoors } from '../support/realtime.js';

interface Document {
  readonly asyncapi: string;
  readonly channels: Record<string, { address: string; messages: Record<string, { $ref: string }> }>;
  readonly operations: Record<string, { action: string; channel: { $ref: string }; messages: { $ref: string }[] }>;
  readonly components: { messages: Record<string, { name: string; payload: object }> };
}

describe('the AsyncAPI document', () => {
  const ajv = addFormats.default(new Ajv2020({ allErrors: true, strict: false }));
  const mailbox = new Mailbox();
  let server: TestApp;
  let owner: Member;
  let document: Document;
  beforeAll(async () => {
    server = await createTestApp({ mailer: mailbox });
    owner = await server.signIn('owner');
    document = (await server.call('get', '/asyncapi.json').expect(200)).body as Document;
  });
  afterAll(() => server.close());

  const at = (ref: string): unknown =>
    ref
      .slice(2)
      .split('/')
      .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);

  const errorsOf = (message: string, value: unknown): unknown => {
    const found = document.components.messages[message];
    if (!found) return `there is no message ${message}`;
    return ajv.validate(found.payload, value) ? undefined : ajv.errors;
  };

  it('lists every event and control frame on the stream, and only events on the poll', () => {
    const events = Object.entries(catalogue).flatMap(([domain, types]) =>
      Object.keys(types).map((type) => `${domain}.${type}`),
    );
    expect(document.asyncapi).toBe('3.0.0');
    expect(Object.keys(document.channels['stream']?.messages ?? {}).sort()).toEqual(
      [...events, ...CONTROL_FRAMES].sort(),
    );
    expect(Object.keys(document.channels['poll']?.messages ?? {}).sort()).toEqual(events.sort());
  });

  it('contains every target of its references', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => String(ref));
    expect(refs.length).toBeGreaterThan(20);
    expect(refs.filter((ref) => at(ref) === undefined)).toEqual([]);
  });

  it('describes every event that the domains raise', async () => {
    const cursor = await headOf(owner);
    const propertyId = firstProperty(owner);
    const booking = { propertyId, amountMinor: 12_500, currency: 'EUR' };
    const house = { name: 'Harbour', city: 'Porto', timezone: 'Europe/Lisbon', currency: 'EUR', rooms: 12 };
    const task = (await owner.call('post', '/tasks', { propertyId, title: 'Fix the lift' }).expect(201)).body as Task;
    await owner.call('patch', `/tasks/${task.taskId}`, { title: 'Mend the lift', dueOn: '2026-12-01' }).expect(200);
    await owner.call('patch', `/tasks/${task.taskId}`, { status: 'done' }).expect(200);
    await owner.call('delete', `/tasks/${task.taskId}`).expect(204);
    const revenue = (await owner.call('post', '/finance/revenues', { ...booking, category: 'room' }).expect(201))
      .body as Revenue;
    await owner.call('patch', `/finance/revenues/${revenue.revenueId}`, { amountMinor: 1 }).expect(200);
    await owner.call('delete', `/finance/revenues/${revenue.revenueId}`).expect(204);
    const expense = (await owner.call('post', '/finance/expenses', { ...booking, category: 'energy' }).expect(201))
      .body as Expense;
    await owner.call('patch', `/finance/expenses/${expense.expenseId}`, { vendor: 'Grid' }).expect(200);
    await owner.call('delete', `/finance/expenses/${expense.expenseId}`).expect(204);
    const property = (await owner.call('post', '/properties', house).expect(201)).body as Property;
    await owner.call('patch', `/properties/${property.propertyId}`, { rooms: 13 }).expect(200);
    await owner.call('delete', `/properties/${property.propertyId}`).expect(204);
    const guest = { email: 'guest@aurora.test', name: 'Vera', role: 'staff', propertyIds: [propertyId] };
    const user = (await owner.call('post', '/users', guest).expect(201)).body as User;
    const token = tokenIn(await mailbox.newest(server, guest.email));
    await server.call('post', '/auth/invitations/accept', { token, password: 'a bunch of brass keys' }).expect(200);
    const all = { name: 'Vera II', role: 'manager', allProperties: true, disabled: true };
    await owner.call('patch', `/users/${user.userId}`, all).expect(200);
    await owner.call('patch', `/users/${user.userId}`, { disabled: false }).expect(200);
    const other = await owner.call('post', '/users', { ...guest, email: 'other@aurora.test' }).expect(201);
    await owner.call('delete', `/users/${(other.body as User).userId}`).expect(204);

    const events = await eventsAfter(owner, cursor);
    const types = events.map(({ domain, eventType }) => `${domain}.${eventType}`);
    expect(new Set(types)).toEqual(new Set(Object.keys(document.channels['poll']?.messages ?? {})));
    for (const [index, event] of events.entries()) {
      expect([types[index], errorsOf(types[index] ?? '', event)]).toEqual([types[index], undefined]);
      expect(errorsOf(types[index] ?? '', { ...event, payload: {} })).toBeDefined();
    }
  });

  it('describes the frames of a stream', async () => {
    const doors = await openDoors(server);
    const stream = await doors.ready(owner, '?cursor=nonsense');
    const gap = await stream.find(({ event }) => event === 'gap');
    const ready = await stream.find(({ event }) => event === 'ready');
    doors.closeAll();
    expect(errorsOf('ready', JSON.parse(ready.data))).toBeUndefined();
    expect(errorsOf('gap', JSON.parse(gap.data))).toBeUndefined();
  });
});
