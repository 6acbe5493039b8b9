import type { FieldError } from '@bellhop/protocol';
import type { Publisher } from '../application/publisher.js';
import type { DomainDefinition, RaisedEvent } from './domain-definition.js';
import { findUnfit, isPlainLine } from './publishing-text.js';
import { validatePayload } from './validate-payload.js';

/** A published event that passed the checks. */
export interface CheckedEvent {
  readonly definition: DomainDefinition;
  readonly eventType: string;
  readonly event: RaisedEvent<unknown>;
  readonly durable: boolean;
  /** Ephemeral events only. */
  readonly key: string | undefined;
  /** Path in the request: `[3].`, or empty for a single event. */
  readonly path: string;
}

/** Errors of a request, by the status of the response. */
export interface Objections {
  /** Violates the protocol or the catalogue. */
  readonly invalid: FieldError[];
  /** Outside the publisher's domains. */
  readonly forbidden: FieldError[];
  /** Belongs to another org, or does not exist. */
  readonly missing: FieldError[];
}

export interface CheckContext {
  readonly publisher: Publisher;
  readonly definitions: ReadonlyMap<string, DomainDefinition>;
  /** Unix milliseconds. */
  readonly now: number;
  /** Maximum age of a timestamp, in milliseconds. */
  readonly maxAgeMs: number;
}

/** How far a publisher's clock may be ahead, in milliseconds. */
const MAX_AHEAD_MS = 300_000;
const MAX_KEY = 200;
/** Per event, to bound the response. */
const MAX_ERRORS = 20;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const FIELDS: ReadonlySet<string> = new Set([
  'eventId',
  'eventType',
  'domain',
  'orgId',
  'propertyId',
  'payload',
  'timestamp',
  'durable',
  'key',
]);

/**
 * Checks one parsed JSON event against the protocol, the catalogue and the publisher's scope.
 * @param path prefix of each field name in errors
 * @returns the event, or `undefined` if errors were added to `objections`
 */
export function checkPublished(
  value: unknown,
  path: string,
  context: CheckContext,
  objections: Objections,
): CheckedEvent | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    objections.invalid.push({ field: path.replace(/\.$/, ''), message: 'must be an object' });
    return undefined;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  const check = new EntryCheck(fields, path, context);
  const checked = check.run();
  objections.invalid.push(...check.invalid.slice(0, MAX_ERRORS));
  objections.forbidden.push(...check.forbidden);
  objections.missing.push(...check.missing);
  return checked;
}

class EntryCheck implements Objections {
  readonly invalid: FieldError[] = [];
  readonly forbidden: FieldError[] = [];
  readonly missing: FieldError[] = [];

  constructor(
    private readonly fields: Readonly<Record<string, unknown>>,
    private readonly path: string,
    private readonly context: CheckContext,
  ) {}

  run(): CheckedEvent | undefined {
    const { orgId } = this.context.publisher;
    for (const name of Object.keys(this.fields)) {
      if (!FIELDS.has(name)) this.#refuse(nameOf(name), 'is not a field of a published event');
    }
    const eventId = this.#optional('eventId', isUuid, 'must be a UUID');
    const propertyId = this.#optional('propertyId', isId, 'must be a property id');
    const durable = this.#optional('durable', isBoolean, 'must be true or false') ?? true;
    const key = this.#optional('key', isKey, `must be a line of 1 to ${MAX_KEY} characters without control characters`);
    if (key !== undefined && durable) this.#refuse('key', 'is allowed only with "durable": false');
    const timestamp = this.#timestamp();
    const claimed = this.#optional('orgId', isId, 'must be an org id');
    if (claimed !== undefined && claimed !== orgId) this.#note(this.missing, 'orgId', 'there is no such organisation');
    const definition = this.#domain();
    const eventType = definition && this.#eventType(definition);
    if (!definition || eventType === undefined || this.invalid.length > 0) return undefined;
    if (this.forbidden.length > 0 || this.missing.length > 0) return undefined;
    return {
      definition,
      eventType,
      event: {
        orgId,
        payload: this.fields['payload'],
        ...(eventId !== undefined && { eventId: eventId.toLowerCase() }),
        ...(propertyId !== undefined && { propertyId }),
        ...(timestamp !== undefined && { timestamp }),
      },
      durable,
      key,
      path: this.path,
    };
  }

  /** Reports nothing more about an event outside the scope: the publisher must not learn what the domain accepts. */
  #domain(): DomainDefinition | undefined {
    const name = this.fields['domain'];
    const definition = typeof name === 'string' ? this.context.definitions.get(name) : undefined;
    if (!definition) this.#refuse('domain', name === undefined ? 'is missing' : 'must be a known domain');
    else if (!definition.publishable || !this.context.publisher.domains.has(definition.name)) {
      this.#note(this.forbidden, 'domain', `the key may not publish to "${definition.name}"`);
      return undefined;
    }
    return definition;
  }

  #eventType({ name, events }: DomainDefinition): string | undefined {
    const { eventType, payload } = this.fields;
    const schema = typeof eventType === 'string' && Object.hasOwn(events, eventType) ? events[eventType] : undefined;
    if (typeof eventType !== 'string' || !schema) {
      const message = eventType === undefined ? 'is missing' : `must be an event type of the domain "${name}"`;
      this.#refuse('eventType', message);
      return undefined;
    }
    const field = `${this.path}payload`;
    if (payload === undefined) this.#refuse('payload', 'is missing');
    else this.invalid.push(...findUnfit(payload, field), ...validatePayload(schema, payload, field));
    return eventType;
  }

  #timestamp(): number | undefined {
    const { now, maxAgeMs } = this.context;
    const isMoment = (value: unknown): value is number => Number.isSafeInteger(value);
    const timestamp = this.#optional('timestamp', isMoment, 'must be Unix milliseconds');
    if (timestamp === undefined) return undefined;
    if (timestamp < now - maxAgeMs) this.#refuse('timestamp', `must not be older than ${maxAgeMs / 3_600_000} h`);
    if (timestamp > now + MAX_AHEAD_MS) this.#refuse('timestamp', 'must not be more than 5 min ahead');
    return timestamp;
  }

  #optional<T>(name: string, fits: (value: unknown) => value is T, message: string): T | undefined {
    const value = this.fields[name];
    if (value === undefined || fits(value)) return value;
    this.#refuse(name, message);
    return undefined;
  }

  #refuse(name: string, message: string): void {
    this.#note(this.invalid, name, message);
  }

  #note(errors: FieldError[], name: string, message: string): void {
    errors.push({ field: `${this.path}${name}`, message });
  }
}

const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);
/** An unknown field's name, safe to echo in a response. */
const nameOf = (name: string): string => name.slice(0, 100).replaceAll(/\p{C}/gu, '\uFFFD');
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
/** Any content: an id that is not the org's own is reported as missing. */
const isId = (value: unknown): value is string => typeof value === 'string' && value.length > 0 && value.length <= 200;
const isKey = (value: unknown): value is string => isId(value) && isPlainLine(value);
