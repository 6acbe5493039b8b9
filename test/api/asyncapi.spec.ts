import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogue, type User } from '@bellhop/hotel';
import { CONTROL_FRAMES } from '@bellhop/protocol';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { createTestApp, type Member, type TestApp } from '../support/app.js';
import { collectionsOf } from '../support/domains/collections.js';
import { authorOf } from '../support/domains/members.js';
import { type OpenApi, operationsOf } from '../support/domains/operations.js';
import { neverRaised, raiseEverything, typeOf } from '../support/domains/raise-everything.js';
import { allEventsAfter, headOf } from '../support/log.js';
import { Mailbox, tokenIn } from '../support/mailbox.js';
import { openTransports } from '../support/realtime.js';

interface Document {
  readonly asyncapi: string;
  readonly channels: Record<string, { address: string; messages: Record<string, { $ref: string }> }>;
  readonly operations: Record<string, { action: string; channel: { $ref: string }; messages: { $ref: string }[] }>;
  readonly components: { messages: Record<string, { name: string; payload: object }> };
}

/** Events that no change of a row raises, with the requests that do; a new one is added here. */
const ELSEWHERE: Readonly<Record<string, (owner: Member, server: TestApp, mailbox: Mailbox) => Promise<unknown>>> = {
  'users.UserInvitationChanged': async (owner) => {
    const { address } = authorOf(owner);
    const guest = { email: address('again'), name: 'Vera', role: 'owner' };
    const { body } = await owner.call('post', '/users', guest).expect(201);
    await owner.call('post', `/users/${(body as User).userId}/invitation`).expect(202);
  },
  'users.UserJoined': join,
  'users.UserDisabled': async (owner, ...others) => {
    const userId = await join(owner, ...others);
    await owner.call('patch', `/users/${userId}`, { disabled: true }).expect(200);
  },
  'users.UserEnabled': async (owner, ...others) => {
    const userId = await join(owner, ...others);
    for (const disabled of [true, false]) await owner.call('patch', `/users/${userId}`, { disabled }).expect(200);
  },
};

/** Somebody accepts an invitation. @returns their id */
async function join(owner: Member, server: TestApp, mailbox: Mailbox): Promise<string> {
  const { address, propertyIds } = authorOf(owner);
  const guest = { email: address('guest'), name: 'Vera', role: 'staff', propertyIds };
  const { body } = await owner.call('post', '/users', guest).expect(201);
  const token = tokenIn(await mailbox.newest(server, guest.email));
  await server.call('post', '/auth/invitations/accept', { token, password: 'a bunch of brass keys' }).expect(200);
  return (body as User).userId;
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
    const operations = operationsOf((await server.call('get', '/openapi.json').expect(200)).body as OpenApi);
    await raiseEverything(
      owner,
      Object.keys(catalogue).flatMap((domain) => collectionsOf(domain, operations)),
    );
    for (const raise of Object.values(ELSEWHERE)) await raise(owner, server, mailbox);
    const events = await allEventsAfter(owner, cursor);
    expect(neverRaised(Object.keys(document.channels['poll']?.messages ?? {}), events)).toEqual([]);
    for (const event of events) {
      expect([typeOf(event), errorsOf(typeOf(event), event)]).toEqual([typeOf(event), undefined]);
      expect(errorsOf(typeOf(event), { ...event, payload: {} })).toBeDefined();
    }
  });

  it('says of an event that nothing raises which line to write', () => {
    expect(
      neverRaised(['lockers.LockerForced', 'tasks.TaskCreated'], [{ domain: 'tasks', eventType: 'TaskCreated' }]),
    ).toEqual([
      expect.stringMatching(
        /^lockers\.LockerForced .*src\/domains\/lockers.*ELSEWHERE in test\/api\/asyncapi\.spec\.ts/,
      ),
    ]);
  });

  it('describes the frames of a stream', async () => {
    const transports = await openTransports(server);
    const stream = await transports.ready(owner, '?cursor=nonsense');
    const gap = await stream.find(({ event }) => event === 'gap');
    const ready = await stream.find(({ event }) => event === 'ready');
    transports.closeAll();
    expect(errorsOf('ready', JSON.parse(ready.data))).toBeUndefined();
    expect(errorsOf('gap', JSON.parse(gap.data))).toBeUndefined();
  });
});
