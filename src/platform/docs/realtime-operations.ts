import type { ProblemCode } from '@bellhop/protocol';
import type { DocumentedResponse } from '../openapi/responses.js';
import { refTo } from '../openapi/responses.js';

/** Documentation of a route of the realtime library, which has no OpenAPI decorators. */
export interface RealtimeOperation {
  readonly parameters?: readonly object[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: Readonly<Record<string, { readonly schema: object }>>;
  };
  readonly answer: DocumentedResponse;
  /** As given to {@link Problems}. */
  readonly problems?: readonly ProblemCode[];
}

const text = { type: 'string' } as const;
const uuid = { type: 'string', format: 'uuid' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const strings = { type: 'array', items: text } as const;

const query = (name: string, schema: object, description: string) => ({
  name,
  in: 'query',
  required: false,
  schema,
  description,
});

const PROPERTY = query('propertyId', uuid, "One of the user's properties; all of them if omitted.");
const CURSOR = query(
  'cursor',
  { ...text, maxLength: 8192 },
  'Cursor to continue from. Last-Event-ID takes precedence.',
);
const DOMAINS = query('domains', text, 'Comma-separated; all that the user may see if omitted.');
const TIMEOUT = query(
  'timeoutMs',
  { type: 'integer', minimum: 1_000, maximum: 25_000, default: 25_000 },
  'Milliseconds to wait for the first event.',
);
const LAST_EVENT_ID = { name: 'Last-Event-ID', in: 'header', required: false, schema: text, description: 'A cursor.' };
const PAGE = [
  query('limit', { type: 'integer', minimum: 1, maximum: 200, default: 50 }, 'Maximum number of rows.'),
  query('after', uuid, '`next` of the previous page.'),
];
const ID = { name: 'id', in: 'path', required: true, schema: uuid };

const closed = (properties: Readonly<Record<string, object>>, optional: readonly string[] = []) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
});

const event = {
  ...closed(
    {
      eventId: uuid,
      eventType: text,
      domain: text,
      timestamp: { ...count, description: 'Unix milliseconds.' },
      orgId: uuid,
      propertyId: { ...uuid, description: 'Absent on events for the whole org.' },
      seq: { type: 'integer', minimum: 1, description: 'Absent on ephemeral events.' },
      payload: { type: 'object', description: 'By event type: see /asyncapi.json.' },
    },
    ['propertyId', 'seq'],
  ),
};
const gap = closed({
  reason: { type: 'string', enum: ['expired', 'epoch', 'ahead', 'malformed'] },
  cursor: text,
  domains: strings,
});
const pollAnswer = closed(
  {
    events: { type: 'array', items: refTo('Event') },
    cursor: text,
    gap: refTo('Gap'),
    access: refTo('Access'),
    more: { const: true },
  },
  ['gap', 'access', 'more'],
);
const access = closed({ domains: strings, propertyIds: { anyOf: [strings, { const: 'all' }] } });
const POLL: DocumentedResponse = {
  description: 'Events since the cursor, as soon as there are any; empty after the timeout.',
  schema: refTo('PollAnswer'),
  components: { PollAnswer: pollAnswer, Event: event, Gap: gap, Access: access },
};

const domainMetrics = {
  orgs: closed({ total: count, active_last_5m: count }),
  events: closed({ published_total: count, delivered_total: count, dropped_total: count }),
  buffers: closed({ total_size: count, avg_per_org: { type: 'number', minimum: 0 } }),
  subscribers: closed({ active_count: count }),
};

const publishedEvent = {
  ...closed(
    {
      eventId: { ...uuid, description: 'Sending the same id again has no effect.' },
      eventType: text,
      domain: text,
      orgId: { ...uuid, description: "The key's organisation." },
      propertyId: uuid,
      payload: { type: 'object', description: 'By event type: see /asyncapi.json.' },
      timestamp: { ...count, description: 'Time of the event, in Unix milliseconds.' },
      durable: { type: 'boolean', default: true, description: 'false: ephemeral, neither logged nor replayed.' },
      key: { ...text, description: 'Ephemeral events only: the newest per key is kept.' },
    },
    ['eventId', 'orgId', 'propertyId', 'timestamp', 'durable', 'key'],
  ),
};

const deadLetter = closed({
  deadLetterId: uuid,
  subscription: text,
  event: refTo('Event'),
  error: closed({ name: text, message: text }),
  attempts: count,
  firstFailedAt: count,
  lastFailedAt: count,
});

const OPERATIONS: Readonly<Record<string, RealtimeOperation>> = {
  'get /v2/realtime/stream': {
    parameters: [
      DOMAINS,
      PROPERTY,
      CURSOR,
      query('ticket', text, 'A single-use ticket, instead of a bearer token.'),
      LAST_EVENT_ID,
    ],
    answer: {
      description: 'Server-sent events of the organisation; see /asyncapi.json.',
      schema: text,
      contentType: 'text/event-stream',
    },
  },
  'get /v2/realtime/poll': { parameters: [DOMAINS, PROPERTY, CURSOR, TIMEOUT, LAST_EVENT_ID], answer: POLL },
  'get /v2/realtime/metrics': {
    answer: {
      description: 'Counters of this instance over all domains.',
      schema: closed({ ...domainMetrics, connectionPoolStats: closed({ totalSubscriptions: count }) }),
    },
  },
  'post /v2/realtime/events': {
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: {
            oneOf: [
              refTo('PublishedEvent'),
              { type: 'array', minItems: 1, maxItems: 500, items: refTo('PublishedEvent') },
            ],
          },
        },
      },
    },
    answer: {
      description: 'Publishes one event or up to 500. All are committed before the response.',
      schema: closed({ accepted: count, cursor: text }),
      components: { PublishedEvent: publishedEvent },
    },
    problems: ['not_found'],
  },
  'get /v2/realtime/dead-letters': {
    parameters: PAGE,
    problems: ['forbidden'],
    answer: {
      description: 'Events that a durable subscriber failed to handle, oldest first.',
      schema: closed({
        items: { type: 'array', items: refTo('DeadLetter') },
        next: { type: ['string', 'null'] },
      }),
      components: { DeadLetter: deadLetter, Event: event },
    },
  },
  'post /v2/realtime/dead-letters/{id}/redeliver': {
    parameters: [ID],
    problems: ['conflict'],
    answer: {
      description: 'Delivers a dead letter to its subscriber again.',
      schema: closed({ status: { const: 'delivered' } }),
    },
  },
  'delete /v2/realtime/dead-letters/{id}': { parameters: [ID], answer: { description: 'Drops a dead letter.' } },
};

/** Routes of every domain, below its own path. */
const DOMAIN_OPERATIONS: Readonly<Record<string, RealtimeOperation>> = {
  'realtime/subscribe': { parameters: [PROPERTY, CURSOR, TIMEOUT, LAST_EVENT_ID], answer: POLL },
  'realtime/metrics': {
    problems: ['forbidden'],
    answer: { description: 'Counters of this instance for the domain.', schema: closed(domainMetrics) },
  },
  'events/subscribe': {
    answer: {
      description: 'Legacy polling path: 410, or no events if ENABLE_LEGACY_<DOMAIN>_EVENTS is true.',
      schema: closed({ events: { type: 'array', maxItems: 0 } }),
    },
  },
};

/** @param path as in the document */
export function realtimeOperation(method: string, path: string): RealtimeOperation | undefined {
  const [, , below] = /^\/([^/]+)\/(.+)$/.exec(path) ?? [];
  return (
    OPERATIONS[`${method} ${path}`] ?? (method === 'get' && below !== undefined ? DOMAIN_OPERATIONS[below] : undefined)
  );
}
