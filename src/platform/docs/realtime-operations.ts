import type { ProblemCode } from '@bellhop/protocol';
import type { Answer } from '../openapi/answers.js';
import { refTo } from '../openapi/answers.js';

/** What the document says of a route whose code is the realtime library's, which knows no OpenAPI. */
export interface RealtimeOperation {
  readonly parameters?: readonly object[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: Readonly<Record<string, { readonly schema: object }>>;
  };
  readonly answer: Answer;
  /** As {@link Problems} says them. */
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

const PROPERTY = query('propertyId', uuid, "One of the user's properties; all of them if left out.");
const CURSOR = query('cursor', { ...text, maxLength: 8192 }, 'Where to go on from. Last-Event-ID wins over it.');
const DOMAINS = query('domains', text, 'Comma-separated; all that the user may see if left out.');
const TIMEOUT = query(
  'timeoutMs',
  { type: 'integer', minimum: 1_000, maximum: 25_000, default: 25_000 },
  'How long to wait for a first event.',
);
const LAST_EVENT_ID = { name: 'Last-Event-ID', in: 'header', required: false, schema: text, description: 'A cursor.' };
const PAGE = [
  query('limit', { type: 'integer', minimum: 1, maximum: 200, default: 50 }, 'Rows an answer holds at most.'),
  query('after', uuid, '`next` of the page before.'),
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
const POLL: Answer = {
  description: 'Events that came since the cursor, as soon as there are any; empty after the timeout.',
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
      eventId: { ...uuid, description: 'Sent again, it changes nothing.' },
      eventType: text,
      domain: text,
      orgId: { ...uuid, description: "The key's own." },
      propertyId: uuid,
      payload: { type: 'object', description: 'By event type: see /asyncapi.json.' },
      timestamp: { ...count, description: 'When it happened, in Unix milliseconds.' },
      durable: { type: 'boolean', default: true, description: 'false: ephemeral, neither logged nor replayed.' },
      key: { ...text, description: 'Of ephemeral events: the newest per key counts.' },
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
      query('ticket', text, 'A single-use ticket, in the place of a bearer token.'),
      LAST_EVENT_ID,
    ],
    answer: {
      description: 'Server-sent events: everything that happens in the org, see /asyncapi.json.',
      schema: text,
      contentType: 'text/event-stream',
    },
  },
  'get /v2/realtime/poll': { parameters: [DOMAINS, PROPERTY, CURSOR, TIMEOUT, LAST_EVENT_ID], answer: POLL },
  'get /v2/realtime/metrics': {
    answer: {
      description: 'What this instance has counted over all domains.',
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
      description: 'Publishes one event or up to 500; all are committed when the answer comes.',
      schema: closed({ accepted: count, cursor: text }),
      components: { PublishedEvent: publishedEvent },
    },
    problems: ['not_found'],
  },
  'get /v2/realtime/dead-letters': {
    parameters: PAGE,
    problems: ['forbidden'],
    answer: {
      description: 'Events that a durable subscriber failed on, oldest first.',
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
      description: 'Hands a dead letter to its subscriber again.',
      schema: closed({ status: { const: 'delivered' } }),
    },
  },
  'delete /v2/realtime/dead-letters/{id}': { parameters: [ID], answer: { description: 'Drops a dead letter.' } },
};

/** What every domain has below its own name. */
const DOMAIN_OPERATIONS: Readonly<Record<string, RealtimeOperation>> = {
  'realtime/subscribe': { parameters: [PROPERTY, CURSOR, TIMEOUT, LAST_EVENT_ID], answer: POLL },
  'realtime/metrics': {
    problems: ['forbidden'],
    answer: { description: 'What this instance has counted of the domain.', schema: closed(domainMetrics) },
  },
  'events/subscribe': {
    answer: {
      description: 'The polling path of before: 410, or nothing new where ENABLE_LEGACY_<DOMAIN>_EVENTS is true.',
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
