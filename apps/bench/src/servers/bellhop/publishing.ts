import { randomBytes, randomUUID } from 'node:crypto';
import type { HttpClient } from '../http-client.ts';
import type { SignedInTenant, Tenant } from './tenants.ts';

/** A way to publish events to an org through Bellhop. */
export interface Publishing {
  /** Name for the report. */
  readonly how: string;
  /** Whether several events share one request and transaction. */
  readonly batches: boolean;
  publish(tenant: SignedInTenant, events: number): Promise<void>;
}

/** An event in the publishing API’s format. */
export interface PublishedEvent {
  readonly eventId: string;
  readonly eventType: string;
  readonly domain: string;
  readonly timestamp: number;
  readonly propertyId: string;
  readonly payload: object;
  readonly durable?: boolean;
  readonly key?: string;
}

/** `POST /v2/realtime/events` with an API key, as other services publish. */
export class PublishApi implements Publishing {
  readonly how = 'POST /v2/realtime/events';
  readonly batches = true;
  readonly #client: HttpClient;
  readonly #eventOf: (tenant: SignedInTenant) => PublishedEvent;
  readonly #keys = new Map<string, Promise<string>>();

  /** @param eventOf creates each event. @default {@link taskDeleted}, 300 bytes on a stream */
  constructor(client: HttpClient, eventOf: (tenant: SignedInTenant) => PublishedEvent = taskDeleted) {
    this.#client = client;
    this.#eventOf = eventOf;
  }

  async publish(tenant: SignedInTenant, events: number): Promise<void> {
    const key = await this.keyOf(tenant);
    const batch = Array.from({ length: events }, () => this.#eventOf(tenant));
    await this.#client.sendOk({
      method: 'POST',
      path: '/v2/realtime/events',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(events === 1 ? batch[0] : batch),
    });
  }

  /** Returns the tenant’s API key, created at the first call. */
  keyOf(tenant: SignedInTenant): Promise<string> {
    let key = this.#keys.get(tenant.orgId);
    if (!key) {
      key = this.#client.sendOk(keyRequest(tenant)).then(({ body }) => (JSON.parse(body) as { key: string }).key);
      this.#keys.set(tenant.orgId, key);
    }
    return key;
  }
}

/** `POST /tasks`: a domain’s own write, with its rules and its row. */
export class DomainWrite implements Publishing {
  readonly how = 'POST /tasks';
  readonly batches = false;
  readonly #client: HttpClient;

  constructor(client: HttpClient) {
    this.#client = client;
  }

  async publish({ propertyId, tokens: [token = ''] }: SignedInTenant, events: number): Promise<void> {
    const request = {
      method: 'POST' as const,
      path: '/tasks',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ propertyId, title: 'Extra cot for 308' }),
    };
    await Promise.all(Array.from({ length: events }, () => this.#client.sendOk(request)));
  }
}

/** Returns the publishing API if the server has it, else a domain’s write. */
export async function findPublishing(client: HttpClient, [tenant]: readonly SignedInTenant[]): Promise<Publishing> {
  if (!tenant) throw new Error('there is no org to publish to');
  const { status } = await client.send(keyRequest(tenant));
  return status === 201 ? new PublishApi(client) : new DomainWrite(client);
}

const keyRequest = ({ tokens: [token = ''] }: SignedInTenant) => ({
  method: 'POST' as const,
  path: '/v2/realtime/keys',
  headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  body: JSON.stringify({ name: 'bench', domains: ['tasks'] }),
});

export const taskDeleted = ({ propertyId }: Tenant): PublishedEvent => ({
  eventId: randomUUID(),
  eventType: 'TaskDeleted',
  domain: 'tasks',
  timestamp: Date.now(),
  propertyId,
  payload: { taskId: randomUUID(), version: 2 },
});

/** The same event as ephemeral; with its own key, so that none replaces another for a slow subscriber. */
export const ephemeralOf = (event: PublishedEvent): PublishedEvent => ({
  ...event,
  durable: false,
  key: event.eventId,
});

/**
 * Creates an update of a task with a long, incompressible description.
 * @param characters length of the description in bytes, 0 to 4,000
 */
export function taskUpdated({ orgId, propertyId }: SignedInTenant, characters: number): PublishedEvent {
  const now = new Date();
  const taskId = randomUUID();
  return {
    eventId: randomUUID(),
    eventType: 'TaskUpdated',
    domain: 'tasks',
    timestamp: now.getTime(),
    propertyId,
    payload: {
      ...{ taskId, orgId, propertyId, version: 2, createdAt: now.toISOString(), updatedAt: now.toISOString() },
      ...{ title: 'Extra cot for 308', description: randomBytes(characters).toString('base64').slice(0, characters) },
      ...{ status: 'open', priority: 'normal', assigneeId: null, dueOn: null, createdBy: taskId, completedAt: null },
    },
  };
}
