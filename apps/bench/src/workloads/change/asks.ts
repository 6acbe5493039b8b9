import { requestBytes } from '../../load/lean-client.ts';
import { bareHeaders } from '../../servers/bare/bare.ts';
import { ephemeralOf, taskDeleted } from '../../servers/bellhop/publishing.ts';
import type { SignedInTenant, Tenant } from '../../servers/bellhop/tenants.ts';
import type { BellhopSide } from './servers.ts';

/** A kind of request that is repeated. */
export interface Ask<T extends Tenant> {
  /** Returns a tenant’s request for each of its turns. */
  readonly of: (tenant: T) => (turn: number) => Buffer;
  /** The expected status. */
  readonly status: number;
  /** Events that each request sends to the streams of its org. @default 0 */
  readonly raises?: number;
  /** Use orgs without streams. @default false */
  readonly unread?: boolean;
  /** Number of orgs. @default all */
  readonly orgs?: number;
}

const TITLE = 'Extra cot for 308';

/** Requests with fixed bytes, built once. */
const inTurn = (requests: readonly Buffer[]) => (turn: number) => requests[turn % requests.length] as Buffer;

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

export const plain = (path: string): Ask<Tenant> => ({
  of: () => inTurn([requestBytes('GET', path)]),
  status: 200,
});

/** An org’s users take turns. */
export const asPerson = (path: string): Ask<SignedInTenant> => ({
  of: ({ tokens }) => inTurn(tokens.map((token) => requestBytes('GET', path, bearer(token)))),
  status: 200,
});

export const postTask: Ask<SignedInTenant> = {
  of: ({ tokens, propertyId }) =>
    inTurn(tokens.map((token) => requestBytes('POST', '/tasks', bearer(token), { propertyId, title: TITLE }))),
  status: 201,
  raises: 1,
};

/** Its title is not text, so the request passes everything before the handler. */
export const refusedTask: Ask<SignedInTenant> = {
  of: ({ tokens, propertyId }) =>
    inTurn(tokens.map((token) => requestBytes('POST', '/tasks', bearer(token), { propertyId, title: 308 }))),
  status: 400,
};

export const barePost = (path: string): Ask<Tenant> => ({
  of: (tenant) =>
    inTurn([requestBytes('POST', path, bareHeaders(tenant), { propertyId: tenant.propertyId, title: TITLE })]),
  status: 201,
  raises: 1,
});

export const bareGet = (path: string): Ask<Tenant> => ({
  of: (tenant) => inTurn([requestBytes('GET', path, bareHeaders(tenant))]),
  status: 200,
});

export interface Publication {
  /** Events per request; several go to orgs without streams. @default 1 */
  readonly events?: number;
  /** @default true */
  readonly durable?: boolean;
}

/** Each event has its own id, so each request is built when it is sent. */
export const publish = (
  { keys }: Pick<BellhopSide, 'keys'>,
  { events = 1, durable = true }: Publication = {},
): Ask<SignedInTenant> => ({
  of: (tenant) => {
    const headers = bearer(keys.get(tenant.orgId) ?? '');
    return () => requestBytes('POST', '/v2/realtime/events', headers, publication(tenant, events, durable));
  },
  status: 202,
  ...audience(events),
});

export const barePublish = (path: string, events = 1): Ask<Tenant> => ({
  of: (tenant) => {
    const headers = bareHeaders(tenant);
    return () => requestBytes('POST', path, headers, publication(tenant, events, true));
  },
  status: 202,
  ...audience(events),
});

const audience = (events: number) => (events === 1 ? { raises: 1 } : { unread: true });

function publication(tenant: Tenant, events: number, durable: boolean): object {
  const made = Array.from({ length: events }, () => (durable ? taskDeleted(tenant) : ephemeralOf(taskDeleted(tenant))));
  const [first = {}] = made;
  return events === 1 ? first : made;
}
