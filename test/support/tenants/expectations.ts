import type { Operation } from '../domains/operations.js';

/**
 * Parameters where another tenant’s id gets a status other than 404. The response to an unknown id is checked to be the
 * same, so nothing is revealed.
 */
export const NOT_404: Readonly<Record<string, number>> = {
  // Filters by user; nothing is assigned to a stranger.
  'GET /tasks query assigneeId': 200,
  'HEAD /tasks query assigneeId': 200,
  'GET /tasks/summary query assigneeId': 200,
  'HEAD /tasks/summary query assigneeId': 200,
  // Filters by who booked; a stranger booked nothing.
  'GET /audit query actorId': 200,
  'HEAD /audit query actorId': 200,
  'GET /audit/entries.csv query actorId': 200,
  'HEAD /audit/entries.csv query actorId': 200,
  'GET /finance/bookings.csv query createdBy': 200,
  'HEAD /finance/bookings.csv query createdBy': 200,
  'GET /finance/expenses query createdBy': 200,
  'HEAD /finance/expenses query createdBy': 200,
  'GET /finance/revenues query createdBy': 200,
  'HEAD /finance/revenues query createdBy': 200,
  'GET /finance/summary query createdBy': 200,
  'HEAD /finance/summary query createdBy': 200,
  // Filters by who did it and by row; of what does not exist, or not here, nothing was written.
  'GET /activity query actorId': 200,
  'HEAD /activity query actorId': 200,
  'GET /activity query rowId': 200,
  'HEAD /activity query rowId': 200,
  // The field is invalid, but the row in the path exists.
  'POST /tasks body assigneeId': 400,
  'PATCH /tasks/{taskId} body assigneeId': 400,
  'POST /tasks/recurrences body assigneeId': 400,
  'PATCH /tasks/recurrences/{recurrenceId} body assigneeId': 400,
  // A position in the order of the tenant’s own rows, which continue from there.
  'GET /v2/realtime/dead-letters query after': 200,
  'HEAD /v2/realtime/dead-letters query after': 200,
};

/** Chosen by the sender: another tenant’s event with the same id is unrelated. */
export const OWN_CHOICE: ReadonlySet<string> = new Set(['POST /v2/realtime/events body eventId']);

/** Field names that no route needs, but that one trusting its client might read. */
export const SMUGGLED = ['orgId', 'org_id', 'tenantId', 'propertyId', 'userId'];
export const SMUGGLED_HEADERS = ['x-org-id', 'x-tenant-id', 'x-property-id', 'x-user-id'];

/** Responses about the whole process, which change when others write: numbers without names. */
export const isOfTheProcess = ({ name }: Pick<Operation, 'name'>): boolean =>
  name === 'GET /metrics' || name.endsWith('/realtime/metrics');

/** Writes that are refused whatever a tenant sends, with their status. All others must succeed. */
export const REFUSED: Readonly<Record<string, number>> = {
  // No schema contains the required password.
  'POST /auth/password': 400,
  // The subscriber of the dead letters that tenants start with does not exist.
  'POST /v2/realtime/dead-letters/{id}/redeliver': 409,
};

/** Files of the dashboard are not part of the API. */
export const PAGES: ReadonlySet<string> = new Set(['GET /', 'GET /app']);
