import type { DurableEvent } from '@bellhop/protocol';
import { RealtimeError } from '../errors/realtime.errors.js';
import type { DomainDefinition } from '../events/domain-definition.js';
import { type BackoffOptions, DEFAULT_BACKOFF } from './backoff.js';
import { EventFilter, type EventPattern } from './event-filter.js';

/** Options of a durable subscriber. */
export interface DurableSubscriberOptions {
  /**
   * Key of the subscription's position in the store: keep it across releases; another name starts anew. Lower-case
   * dead letters, digits, dots and dashes, at most 63; unique in the application.
   */
  readonly name: string;
  /**
   * One or more patterns. Events that match none are skipped for good: if a release widens the patterns while instances
   * of the previous one still run, those may skip events that only the new patterns match.
   */
  readonly events: EventPattern | readonly EventPattern[];
  /**
   * Where a subscription starts that the store does not know yet: after the log's events, or before them.
   * @default 'head'
   */
  readonly from?: 'head' | 'start';
  /**
   * Attempts at an event before it becomes a dead letter. An attempt that crashed its process counts too, from the
   * second crash on: the first only shows that one of several events caused it.
   * @default 8
   */
  readonly maxAttempts?: number;
  /**
   * How long one attempt may take, in milliseconds. Then its `signal` is aborted and it counts as failed.
   * @default 30_000
   */
  readonly timeoutMs?: number;
  /** Wait between attempts. Only the event's org waits. */
  readonly backoff?: BackoffOptions;
}

/** Context of a handler call. */
export interface DeliveryContext {
  /** 1 for the first. Some attempts cut off by a crash are not counted, so a number may repeat. */
  readonly attempt: number;
  /** Aborted when the attempt times out, the lease on the org is lost, or the process shuts down. */
  readonly signal: AbortSignal;
}

/**
 * Handles an event. It may be called again with an event that it has handled: after a crash, or when two instances
 * disagree about the time. A rejection counts as a failed attempt, to be retried.
 */
export type DurableHandler = (event: DurableEvent, context: DeliveryContext) => Promise<void>;

/** A durable subscriber with all defaults applied. Made by {@link defineSubscription}. */
export interface Subscription {
  readonly name: string;
  readonly filter: EventFilter;
  readonly from: 'head' | 'start';
  readonly maxAttempts: number;
  readonly timeoutMs: number;
  readonly backoff: Required<BackoffOptions>;
  readonly handle: DurableHandler;
}

const SUBSCRIPTION_DEFAULTS = { from: 'head', maxAttempts: 8, timeoutMs: 30_000 } as const;

const NAME = /^[a-z][a-z0-9.-]{0,62}$/;
const PATTERN = /^[^.]+\.[^.]+$/;

/**
 * Validates a subscriber's options and applies the defaults.
 * @throws RealtimeError `invalid_subscriber` for an invalid name, pattern or number
 */
export function defineSubscription(options: DurableSubscriberOptions, handle: DurableHandler): Subscription {
  const { name, from = SUBSCRIPTION_DEFAULTS.from } = options;
  const patterns = [options.events].flat();
  if (typeof name !== 'string' || !NAME.test(name)) {
    throw invalid(
      String(name),
      'its name must have at most 63 lower-case letters, digits, dots and dashes, and begin with a letter',
    );
  }
  if (patterns.length === 0) throw invalid(name, 'it names no events');
  for (const pattern of patterns) {
    if (!PATTERN.test(pattern)) throw invalid(name, `"${pattern}" is neither "<domain>.*" nor "<domain>.<EventType>"`);
  }
  const { maxAttempts = SUBSCRIPTION_DEFAULTS.maxAttempts, timeoutMs = SUBSCRIPTION_DEFAULTS.timeoutMs } = options;
  const backoff = { ...DEFAULT_BACKOFF, ...options.backoff };
  for (const [option, value] of Object.entries({ maxAttempts, timeoutMs, ...backoff })) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw invalid(name, `${option} must be a whole number of at least 1`);
  }
  return { name, filter: new EventFilter(patterns), from, maxAttempts, timeoutMs, backoff, handle };
}

/** The application's durable subscribers, by name. */
export class SubscriptionRegistry implements Iterable<Subscription> {
  readonly #byName = new Map<string, Subscription>();

  /** @param domains the registered domains, which every pattern must name */
  constructor(private readonly domains: ReadonlyMap<string, DomainDefinition>) {}

  get names(): readonly string[] {
    return [...this.#byName.keys()];
  }

  /** @throws RealtimeError `duplicate_subscriber`; `invalid_subscriber` for a pattern that cannot match */
  add(subscription: Subscription): void {
    const { name, filter } = subscription;
    if (this.#byName.has(name)) {
      throw new RealtimeError('duplicate_subscriber', `durable subscriber "${name}" is registered twice: rename one`);
    }
    const unknown = filter.unknownPattern(this.domains);
    if (unknown !== undefined) throw invalid(name, unknown);
    this.#byName.set(name, subscription);
  }

  get(name: string): Subscription | undefined {
    return this.#byName.get(name);
  }

  [Symbol.iterator](): Iterator<Subscription> {
    return this.#byName.values();
  }
}

const invalid = (name: string, reason: string): RealtimeError =>
  new RealtimeError('invalid_subscriber', `durable subscriber "${name}": ${reason}`);
