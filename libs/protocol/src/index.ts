export {
  invitationSchema,
  sessionSchema,
  signedInSchemaFor,
  signedInUserSchemaFor,
  ticketSchema,
  type Invitation,
  type Page,
  type RoleCatalogue,
  type RoleName,
  type SessionRow,
  type SignedIn,
  type SignedInUser,
  type Ticket,
} from './auth.js';
export type {
  AnyEvent,
  DomainName,
  DomainPayloads,
  EventCatalogue,
  EventOf,
  EventSchemas,
  EventTypeOf,
  PayloadsOf,
} from './catalogue.js';
export { formatCursor, parseCursor, type Cursor } from './cursor.js';
export type { DurableEvent, EphemeralEvent, EventEnvelope, RealtimeEvent } from './envelope.js';
export {
  CONTROL_FRAMES,
  CURSOR_HEADER,
  type Access,
  type Bye,
  type ByeReason,
  type ControlFrame,
  type Gap,
  type GapReason,
  type Heartbeat,
  type PollResponse,
  type Ready,
} from './frames.js';
export type { DomainMetrics, RealtimeMetricsResponse } from './metrics.js';
export { PROBLEM_CODES, type FieldError, type Problem, type ProblemCode } from './problems.js';
export {
  MAX_PUBLISHED_EVENTS,
  apiKeySchema,
  newApiKeySchema,
  type ApiKey,
  type NewApiKey,
  type PublishResponse,
  type PublishedEvent,
} from './publishing.js';
export {
  addedLater,
  boolean,
  currency,
  day,
  instant,
  integer,
  list,
  nullable,
  object,
  oneOf,
  text,
  uuid,
  type AddedLater,
  type Schema,
  type Static,
} from './schema.js';
