import { requestBytes } from '../../load/lean-client.ts';
import { bareHeaders } from '../../servers/bare/bare.ts';
import { ephemeralOf, taskDeleted } from '../../servers/bellhop/publishing.ts';
import type { SignedInTenant, Tenant } from '../../servers/bellhop/tenants.ts';
import type { BellhopSide } from './servers.ts';

/** What is asked over and over. */
export interface Ask<T extends Tenant> {
  /** What makes a tenant's requests, given which of its turns it is. */
  readonly of: (tenant: T) => (turn: number) => Buffer;
  /** The only status that is no error. */
  readonly status: number;
  /** Events that each request sends to the streams of its org. @default 0 */
  readonly raises?: number;
  /** Ask for orgs that nobody reads. @default false */
  readonly unread?: boolean;
  /** Of how many orgs. @default all */
  readonly orgs?: number;
}

const TITLE = 'Extra cot for 308';

/** Made once: their bytes are the same each time. */
const inTurn = (requests: readonly Buffer[]) => (turn: number) => requests[turn % requests.length] as Buffer;

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

export const plain = (path: string): Ask<Tenant> => ({
  of: () => inTurn([requestBytes('GET', path)]),
  status: 200,
});

/** People of an org take turns. */
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

/** Its title is no text: all that stands before the handler has looked at it by then. */
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
  /** Events of a request; more than one go to orgs that nobody reads. @default 1 */
  readonly events?: number;
  /** @default true */
  readonly durable?: boolean;
}

/** Each event has an id of its own, so each request is made when it is sent. */
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
