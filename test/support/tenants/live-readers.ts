import { parseCursor, type PollResponse, type RealtimeEvent } from '@bellhop/protocol';
import type { DomainDefinition } from '@bellhop/realtime';
import { SseClient } from '../sse-client.js';
import type { Database } from '../../../src/platform/database/database.js';
import type { Ask } from './asking.js';
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

/** The part of a logged event that decides who may receive it. */
export interface Logged {
  readonly seq: number;
  readonly domain: string;
  readonly propertyId: string | null;
}

/** Returns what was added to a tenant’s log after `seq`. */
export async function logAfter(database: Database, { orgId }: Tenant, seq: number): Promise<readonly Logged[]> {
  const rows = await database.query<{ seq: string; domain: string; propertyId: string | null }>(
    `select seq, domain, property_id as "propertyId" from realtime_events where org_id = $1 and seq > $2 order by seq`,
    [orgId, seq],
  );
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

/**
 * Whether a person receives an event at an endpoint, by PROTOCOL.md.
 * @param domains the registered ones, by name
 */
export function isFor(
  { role, tenant }: Person,
  endpoint: string,
  { domain, propertyId }: Logged,
  domains: ReadonlyMap<string, DomainDefinition>,
): boolean {
  const definition = domains.get(domain);
  // Sessions and API keys are in the log for the servers alone.
  if (!definition) return false;
  if (!endpoint.startsWith('/v2/') && !endpoint.startsWith(`/${domain}/`)) return false;
  if (definition.roles && !definition.roles.has(role)) return false;
  return role !== 'staff' || propertyId === null || propertyId === tenant.propertyId;
}
