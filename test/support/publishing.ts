import type { ApiKey, NewApiKey, Page, PublishResponse, PublishedEvent } from '@bellhop/protocol';
import type supertest from 'supertest';
import { v7 as uuidv7 } from 'uuid';
import { firstProperty, type Member, type TestApp } from './app.js';

/** Another service with its own API key. */
export interface Service extends NewApiKey {
  /** `POST /v2/realtime/events` with the key. */
  publish(body: unknown): supertest.Test;
  /** The same, expecting 202. */
  accepted(body: unknown): Promise<PublishResponse>;
}

/** Creates a key and the service that uses it. */
export async function createService(
  server: TestApp,
  owner: Member,
  domains: readonly string[] = ['tasks'],
): Promise<Service> {
  const { body } = await owner.call('post', '/v2/realtime/keys', { name: 'PMS', domains }).expect(201);
  const { keyId, key } = body as NewApiKey;
  const publish = (events: unknown): supertest.Test =>
    server.call('post', '/v2/realtime/events', events).set('authorization', `Bearer ${key}`);
  return {
    keyId,
    key,
    publish,
    accepted: async (events) => (await publish(events).expect(202)).body as PublishResponse,
  };
}

/** Lists the organisation’s keys as an owner sees them. */
export async function keysOf(owner: Member): Promise<readonly ApiKey[]> {
  return ((await owner.call('get', '/v2/realtime/keys').expect(200)).body as Page<ApiKey>).items;
}

/** Returns a `TaskCreated` with its own id, as another service would send it. */
export function taskCreated(
  owner: Pick<Member, 'signedIn'>,
  more: Partial<PublishedEvent> = {},
  task: Readonly<Record<string, unknown>> = {},
): PublishedEvent {
  const propertyId = firstProperty(owner);
  const { orgId, userId } = owner.signedIn.user;
  const at = '2026-11-21T05:00:00.000Z';
  return {
    eventId: uuidv7(),
    eventType: 'TaskCreated',
    domain: 'tasks',
    propertyId,
    payload: {
      taskId: uuidv7(),
      orgId,
      propertyId,
      createdAt: at,
      updatedAt: at,
      version: 1,
      title: 'Fix the lamp in 204',
      description: null,
      status: 'open',
      priority: 'normal',
      assigneeId: null,
      dueOn: null,
      createdBy: userId,
      completedAt: null,
      ...task,
    },
    ...more,
  };
}
