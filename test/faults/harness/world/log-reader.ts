import type { LoggedEvent } from '../history.ts';

/** One JSON text per row, ordered by organisation and `seq`. */
export const LOG_QUERY = `
  select json_build_object(
    'org', org_id, 'seq', seq, 'eventId', event_id, 'domain', domain, 'propertyId', property_id,
    'token', coalesce(payload::json->>'description', payload::json->>'title')) as row
  from realtime_events order by org_id, realtime_events.seq`;

interface LogRow extends Omit<LoggedEvent, 'propertyId' | 'token'> {
  readonly org: string;
  readonly propertyId: string | null;
  readonly token: string | null;
}

/** Groups the rows of {@link LOG_QUERY} by organisation. */
export function logsOf(rows: readonly LogRow[]): ReadonlyMap<string, readonly LoggedEvent[]> {
  const logs = new Map<string, LoggedEvent[]>();
  for (const { org, propertyId, token, ...event } of rows) {
    const log = logs.get(org) ?? [];
    log.push({
      ...event,
      ...(propertyId !== null && { propertyId }),
      ...(token !== null && { token: firstLine(token) }),
    });
    logs.set(org, log);
  }
  return logs;
}

export type { LogRow };

/** Large events carry padding after the first line. */
const firstLine = (token: string): string => token.split('\n', 1)[0] ?? '';
