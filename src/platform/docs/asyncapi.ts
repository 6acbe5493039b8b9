import { CONTROL_FRAMES, CURSOR_HEADER, type Schema } from '@bellhop/protocol';
import type { DomainDefinition } from '@bellhop/realtime';

const text = { type: 'string' } as const;
const unixMs = { type: 'integer', minimum: 0, description: 'Unix milliseconds.' } as const;

/** `all`: every property of the org, including future ones. */
const PROPERTY_IDS = { anyOf: [{ type: 'array', items: text }, { const: 'all' }] } as const;

/** Payloads of the protocol's own frames (PROTOCOL.md, "Stream"). */
const CONTROL_PAYLOADS: Readonly<
  Record<(typeof CONTROL_FRAMES)[number], { readonly summary: string; readonly fields: object }>
> = {
  ready: {
    summary: 'Sent once, before the first event: the stream’s cursor and settings.',
    fields: {
      cursor: text,
      head: text,
      heartbeatMs: { type: 'integer' },
      retryMs: { type: 'integer' },
      domains: { type: 'array', items: text },
      streamId: text,
      serverTime: unixMs,
    },
  },
  gap: {
    summary: 'Missed events are no longer available: refetch the snapshots of `domains`, then continue from `cursor`.',
    fields: {
      reason: { type: 'string', enum: ['expired', 'epoch', 'ahead', 'malformed'] },
      cursor: text,
      domains: { type: 'array', items: text },
    },
  },
  access: {
    summary: "The user's rights changed; the stream already applies the new ones.",
    fields: { domains: { type: 'array', items: text }, propertyIds: PROPERTY_IDS },
  },
  bye: {
    summary: 'The server closes the stream; reconnect after `reconnectInMs`.',
    fields: {
      reason: { type: 'string', enum: ['shutdown', 'expired', 'revoked', 'transport', 'too-many'] },
      reconnectInMs: { type: 'integer', minimum: 0 },
    },
  },
  heartbeat: {
    summary: 'Sent regularly to keep the connection alive; `id` is the current cursor.',
    fields: { serverTime: unixMs },
  },
};

const object = (properties: object, optional: readonly string[] = []) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
});

/** The envelope around an event's payload. */
function eventSchema(domain: string, eventType: string, payload: Schema<unknown>): object {
  return object(
    {
      eventId: { type: 'string', format: 'uuid', description: 'The same event always has the same id.' },
      eventType: { const: eventType },
      domain: { const: domain },
      timestamp: unixMs,
      orgId: { type: 'string', format: 'uuid' },
      propertyId: { type: 'string', format: 'uuid', description: 'Absent on events for the whole org.' },
      seq: { type: 'integer', minimum: 1, description: 'Absent on ephemeral events.' },
      payload,
    },
    ['propertyId', 'seq'],
  );
}

const inWords = new Intl.ListFormat('en');

/** Says who gets the events of a domain. */
function readersOf({ roles, audience }: Pick<DomainDefinition, 'roles' | 'audience'>): string {
  const all = audience?.all ?? roles;
  const byProperty = `by ${all ? inWords.format(all) : 'everybody'} within their properties`;
  if (!audience) return `Seen ${byProperty}.`;
  return `Seen by the users whom it concerns${audience.all.size > 0 ? `, and ${byProperty}` : ''}.`;
}

export interface AsyncApiMessage {
  readonly name: string;
  readonly title: string;
  readonly summary?: string;
  readonly contentType: string;
  readonly tags: readonly { readonly name: string }[];
  readonly payload: object;
}

export interface AsyncApiDocument {
  readonly asyncapi: '3.0.0';
  readonly info: object;
  readonly defaultContentType: string;
  readonly channels: Readonly<Record<string, object>>;
  readonly operations: Readonly<Record<string, object>>;
  readonly components: {
    readonly messages: Readonly<Record<string, AsyncApiMessage>>;
    readonly securitySchemes: object;
  };
}

const ref = (path: string) => ({ $ref: `#/${path}` });

/** Builds the AsyncAPI 3.0 document: every event of every registered domain, with the schemas that validate its payloads. */
export function createAsyncApi(domains: Iterable<DomainDefinition>, version: string): AsyncApiDocument {
  const messages: Record<string, AsyncApiMessage> = {};
  const events: string[] = [];
  for (const domain of domains) {
    const { name } = domain;
    for (const [eventType, payload] of Object.entries(domain.events)) {
      const key = `${name}.${eventType}`;
      events.push(key);
      messages[key] = {
        name: eventType,
        title: eventType,
        summary: readersOf(domain),
        contentType: 'application/json',
        tags: [{ name }],
        payload: eventSchema(name, eventType, payload),
      };
    }
  }
  for (const frame of CONTROL_FRAMES) {
    const { summary, fields } = CONTROL_PAYLOADS[frame];
    messages[frame] = {
      name: frame,
      title: frame,
      summary,
      contentType: 'application/json',
      tags: [{ name: 'protocol' }],
      payload: object(fields),
    };
  }
  const inChannel = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, ref(`components/messages/${name}`)]));
  const given = (channel: string, names: readonly string[], summary: string) => ({
    action: 'send',
    channel: ref(`channels/${channel}`),
    summary,
    security: [ref('components/securitySchemes/session')],
    messages: names.map((name) => ref(`channels/${channel}/messages/${name}`)),
  });
  const streamed = [...events, ...CONTROL_FRAMES];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Bellhop events',
      version,
      description: `The events an organisation's members receive. Start from a snapshot's \`${CURSOR_HEADER}\`.`,
    },
    defaultContentType: 'application/json',
    channels: {
      stream: {
        address: '/v2/realtime/stream',
        title: 'Stream',
        description: 'Server-sent events. The SSE event name is the domain; `id` is the cursor.',
        messages: inChannel(streamed),
      },
      poll: {
        address: '/v2/realtime/poll',
        title: 'Long-poll',
        description: 'The same events and the same cursor, as lists.',
        messages: inChannel(events),
      },
    },
    operations: {
      sendStream: given('stream', streamed, 'Events as they happen.'),
      sendPoll: given('poll', events, 'Events since the cursor.'),
    },
    components: {
      messages,
      securitySchemes: {
        session: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        ticket: { type: 'httpApiKey', in: 'query', name: 'ticket' },
      },
    },
  };
}
