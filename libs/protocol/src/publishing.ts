import { instant, list, nullable, object, type Static, text, uuid } from './schema.js';

/** What another service sends to `POST /v2/realtime/events`: one, or an array of up to {@link MAX_PUBLISHED_EVENTS}. */
export interface PublishedEvent<T extends string = string, P = unknown> {
  /**
   * The event's own id, a UUID: sent again, it changes nothing while the log has it.
   * @default a new one, so that sending again is another event
   */
  readonly eventId?: string;
  readonly eventType: T;
  /** One of the key's. */
  readonly domain: string;
  /** The key's own; there is no need to send it. */
  readonly orgId?: string;
  /** A property of the org. Left out: the event is for every member of it. */
  readonly propertyId?: string;
  readonly payload: P;
  /**
   * When it happened, in Unix milliseconds: no older than the log keeps (24 h), at most 5 min ahead.
   * @default now
   */
  readonly timestamp?: number;
  /**
   * `false`: ephemeral. Not logged, not replayed, moves no cursor.
   * @default true
   */
  readonly durable?: boolean;
  /**
   * Of ephemeral events only: what the event tells the value of. A reader that is behind gets the newest per key.
   * @default the event type
   */
  readonly key?: string;
}

/** Events in one request. */
export const MAX_PUBLISHED_EVENTS = 500;

/** Everything is committed when this arrives. */
export interface PublishAnswer {
  /** Events in the request, those that were there before included. */
  readonly accepted: number;
  /** The org's head after the commit. */
  readonly cursor: string;
}

export const apiKeySchema = object({
  keyId: uuid,
  name: text(120, 1),
  /** What it may publish to. */
  domains: list(text(31, 1)),
  /** How the key begins: enough to recognise it, not to use it. */
  prefix: text(32),
  createdAt: instant,
  /** To the minute; null before the first use. */
  lastUsedAt: nullable(instant),
});

/** An API key as it is listed; the key itself is shown once, in {@link NewApiKey}. */
export type ApiKey = Static<typeof apiKeySchema>;

export const newApiKeySchema = object({
  keyId: uuid,
  /** `bh_` and 256 random bits. Kept nowhere else. */
  key: text(64),
});

export type NewApiKey = Static<typeof newApiKeySchema>;
