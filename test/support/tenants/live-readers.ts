import { type DurableEvent, parseCursor, type PollResponse, type RealtimeEvent } from '@bellhop/protocol';
import type { DomainDefinition } from '@bellhop/realtime';
import { SseClient } from '../sse-client.js';
import type { Database } from '../../../src/platform/database/database.js';
import type { Ask } from './asking.js';
import { mayReceive } from '../domains/may-receive.js';
import type { Person, Tenant } from './founding.js';

/** A subscriber while others write. */
export interface LiveReader {
  readonly person: Person;
  /** Route it reads from. */
  readonly endpoint: string;
  /** Everything received, unparsed. */
  readonly raw: readonly string[];
  readonly events: readonly RealtimeEvent[];
  /** Resolves when the reader has reached `seq` of its organisation’s log. */
  reach(seq: number): Promise<void>;
  close(): void;
}

const seqOf = (cursor: string | undefined): number => parseCursor(cursor ?? '')?.seq ?? 0;

/** Opens a stream and waits until it is ready. */
export async function streamAt(url: string, person: Person, query = ''): Promise<LiveReader> {
  const raw: string[] = [];
  const events: RealtimeEvent[] = [];
  const headers = { authorization: `Bearer ${person.token}` };
  const client = await SseClient.open(`${url}/v2/realtime/stream${query}`, headers, ({ id, event, data }) => {
    raw.push(`${id} ${event} ${data}`);
    const said = JSON.parse(data) as RealtimeEvent;
    if (typeof said.eventType === 'string') events.push(said);
  });
  if (client.response.status !== 200) throw new Error(`the stream was answered ${client.response.status}`);
  await client.find(({ event }) => event === 'ready');
  return {
    ...{ person, endpoint: '/v2/realtime/stream', raw, events },
    // A heartbeat carries the cursor when the last events are not for the reader.
    reach: async (seq) => void (await client.find(({ id }) => seqOf(id) >= seq)),
    close: () => client.close(),
  };
}

/** Long-polls one after the other from `cursor`; the first has started. */
export function pollAt(ask: Ask, path: string, person: Person, cursor: string): LiveReader {
  const raw: string[] = [];
  const events: RealtimeEvent[] = [];
  let at = cursor;
  const poll = async (): Promise<void> => {
    const query = new URLSearchParams({ cursor: at, timeoutMs: '2000' });
    const headers = { authorization: `Bearer ${person.token}` };
    const { status, text } = await ask({ method: 'GET', path: `${path}?${query.toString()}`, headers });
    raw.push(text);
    if (status !== 200) throw new Error(`${path} was answered ${status}: ${text}`);
    const answer = JSON.parse(text) as PollResponse;
    events.push(...answer.events);
    at = answer.cursor;
  };
  let last = poll();
  return {
    ...{ person, endpoint: path, raw, events },
    reach: async (seq) => {
      for (await last; seqOf(at) < seq; await last) last = poll();
    },
    close: () => undefined,
  };
}

/** Returns what was added to a tenant’s log after `seq`. */
export async function logAfter(database: Database, { orgId }: Tenant, seq: number): Promise<readonly DurableEvent[]> {
  const rows = await database.query<
    Record<'seq' | 'eventId' | 'eventType' | 'domain' | 'at' | 'payload', string> & PlaceOf
  >(
    `select seq, event_id as "eventId", event_type as "eventType", domain, property_id as "propertyId",
       occurred_at as at, payload::text as payload
     from realtime_events where org_id = $1 and seq > $2 order by seq`,
    [orgId, seq],
  );
  return rows.map(({ seq: at, at: timestamp, propertyId, payload, ...named }) => ({
    ...{ ...named, orgId, seq: Number(at), timestamp: Number(timestamp), payload: JSON.parse(payload) as unknown },
    ...(propertyId !== null && { propertyId }),
  }));
}

interface PlaceOf {
  readonly propertyId: string | null;
}

/**
 * Whether a person receives an event at an endpoint, by PROTOCOL.md.
 * @param domains the registered ones, by name
 */
export function isFor(
  { userId, role, tenant }: Person,
  endpoint: string,
  event: DurableEvent,
  domains: ReadonlyMap<string, DomainDefinition>,
): boolean {
  const { domain } = event;
  const definition = domains.get(domain);
  // Sessions and API keys are in the log for the servers alone.
  if (!definition) return false;
  if (!endpoint.startsWith('/v2/') && !endpoint.startsWith(`/${domain}/`)) return false;
  const sees = (propertyId: string): boolean => role !== 'staff' || propertyId === tenant.propertyId;
  return mayReceive(definition, { userId, role, sees }, event);
}
