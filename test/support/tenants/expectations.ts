import type { Operation } from './operations.js';

/**
 * Where an id that is not the tenant's is answered with something else than 404: nobody's id is answered the same, which
 * is looked at, so that nobody learns what there is.
 */
export const NOT_404: Readonly<Record<string, number>> = {
  // Filters by a person, of whom there is nothing.
  'GET /tasks query assigneeId': 200,
  'HEAD /tasks query assigneeId': 200,
  // The field is what is wrong, with the row that the path names.
  'POST /tasks body assigneeId': 400,
  'PATCH /tasks/{taskId} body assigneeId': 400,
  // A place in the order of the tenant's own rows, which go on from there.
  'GET /v2/realtime/dead-letters query after': 200,
  'HEAD /v2/realtime/dead-letters query after': 200,
};

/** The sender's own to choose: what it is in another tenant's log means nothing. */
export const OWN_CHOICE: ReadonlySet<string> = new Set(['POST /v2/realtime/events body eventId']);

/** Names that no route has to know, and that one that trusts its client might. */
export const SMUGGLED = ['orgId', 'org_id', 'tenantId', 'propertyId', 'userId'];
export const SMUGGLED_HEADERS = ['x-org-id', 'x-tenant-id', 'x-property-id', 'x-user-id'];

/** Answers that count for the whole process, so that they change when others write: numbers, and nobody's name. */
export const isOfTheProcess = ({ name }: Pick<Operation, 'name'>): boolean =>
  name === 'GET /metrics' || name.endsWith('/realtime/metrics');

/** Writes that are refused whatever a tenant says, and why. All others have to be done when they are filled in. */
export const REFUSED: Readonly<Record<string, number>> = {
  // The password that it wants is in no schema.
  'POST /auth/password': 400,
  // The subscriber of the letters that tenants are founded with is none.
  'POST /v2/realtime/dead-letters/{id}/redeliver': 409,
};

/** Files of the dashboard, which are no part of the API. */
export const PAGES: ReadonlySet<string> = new Set(['GET /', 'GET /app']);
