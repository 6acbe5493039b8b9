import { instant, list, nullable, object, type Static, text, uuid } from './schema.js';

/**
 * An event of another service, for `POST /v2/realtime/events`: one, or an array of up to {@link MAX_PUBLISHED_EVENTS}.
 */
export interface PublishedEvent<T extends string = string, P = unknown> {
  /**
   * The event's own id, a UUID. Sending it again has no effect while the log has it.
   * @default a new one, so that sending the event again publishes another
   */
  readonly eventId?: string;
  readonly eventType: T;
  /** One of the key's domains. */
  readonly domain: string;
  /** The key's own org; optional. */
  readonly orgId?: string;
  /** A property of the org. If absent, the event is for every member of the org. */
  readonly propertyId?: string;
  readonly payload: P;
  /**
   * When it happened, in Unix milliseconds: no older than the log's retention (24 h), at most 5 min ahead.
   * @default now
   */
  readonly timestamp?: number;
  /**
   * `false`: ephemeral, so not logged, not replayed, and moves no cursor.
   * @default true
   */
  readonly durable?: boolean;
  /**
   * For ephemeral events only: key of the value that the event carries. A subscriber that is behind gets the newest per
   * key.
   * @default the event type
   */
  readonly key?: string;
}

/** Maximum number of events per request. */
export const MAX_PUBLISHED_EVENTS = 500;

/** Response to published events, sent after the commit. */
export interface PublishResponse {
  /** Events in the request, including those that the log already had. */
  readonly accepted: number;
  /** The org's head after the commit. */
  readonly cursor: string;
}

export const apiKeySchema = object({
  keyId: uuid,
  name: text(120, 1),
  /** Domains that it may publish to. */
  domains: list(text(31, 1)),
  /** Beginning of the key: enough to recognise it, not to use it. */
  prefix: text(32),
  createdAt: instant,
  /** Precise to the minute; null before the first use. */
  lastUsedAt: nullable(instant),
});

/** An API key as listed; the key itself is shown once, in {@link NewApiKey}. */
export type ApiKey = Static<typeof apiKeySchema>;

export const newApiKeySchema = object({
  keyId: uuid,
  /** `bh_` and 256 random bits. Not stored anywhere. */
  key: text(64),
});

export type NewApiKey = Static<typeof newApiKeySchema>;
