import type { DurableEvent } from '@bellhop/protocol';
import { RealtimeError } from '../errors/realtime.errors.js';
import type { DomainDefinition } from '../events/domain-definition.js';
import { type BackoffOptions, DEFAULT_BACKOFF } from './backoff.js';
import { EventFilter, type EventPattern } from './event-filter.js';

/** How a durable subscriber wants its events. */
export interface DurableSubscriberOptions {
  /**
   * Names the subscription's position in the store, so it stays the same over releases; another name starts anew.
   * Lower case letters, digits, dots and dashes, at most 63; unique in the application.
   */
  readonly name: string;
  /**
   * One pattern or several. What no pattern matches is passed over for good: where a release widens them while
   * instances of the one before still run, those may pass over events that only the new patterns match.
   */
  readonly events: EventPattern | readonly EventPattern[];
  /**
   * Where a subscription begins that the store does not know yet: after what the log holds, or before it.
   * @default 'head'
   */
  readonly from?: 'head' | 'start';
  /**
   * How often an event is tried before it becomes a dead letter. An attempt that its process did not survive counts too,
   * from the second time on: the first only shows that one of several events did it.
   * @default 8
   */
  readonly maxAttempts?: number;
  /**
   * How long one attempt may take, in milliseconds. After that its `signal` is aborted and it counts as failed.
   * @default 30_000
   */
  readonly timeoutMs?: number;
  /** How long to wait between attempts. Only the org of the event waits. */
  readonly backoff?: BackoffOptions;
}

/** What a handler is told beside the event. */
export interface DeliveryContext {
  /** 1 for the first. Not every attempt that a crash cut off is counted, so a number may come twice. */
  readonly attempt: number;
  /** Aborted when the attempt has taken too long, the lease on the org is lost, or the process has to go. */
  readonly signal: AbortSignal;
}

/**
 * Handles an event. It may be called again with one that it has handled: after a crash, or when two instances disagree
 * about the time. Rejecting means that it failed and is to be tried again.
 */
export type DurableHandler = (event: DurableEvent, context: DeliveryContext) => Promise<void>;

/** A durable subscriber with every choice made. Made by {@link defineSubscription}. */
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
 * Checks a subscriber's options and fills in the rest.
 * @throws RealtimeError `invalid_subscriber` for a name, pattern or number that cannot be
 */
export function defineSubscription(options: DurableSubscriberOptions, handle: DurableHandler): Subscription {
  const { name, from = SUBSCRIPTION_DEFAULTS.from } = options;
  const patterns = [options.events].flat();
  if (typeof name !== 'string' || !NAME.test(name)) {
    throw invalid(String(name), 'its name must be lower case letters, digits, dots and dashes, at most 63');
  }
  if (patterns.length === 0) throw invalid(name, 'it names no events');
  for (const pattern of patterns) {
    if (!PATTERN.test(pattern)) throw invalid(name, `"${pattern}" is neither "<domain>.*" nor "<domain>.<EventType>"`);
  }
  const { maxAttempts = SUBSCRIPTION_DEFAULTS.maxAttempts, timeoutMs = SUBSCRIPTION_DEFAULTS.timeoutMs } = options;
  const backoff = { ...DEFAULT_BACKOFF, ...options.backoff };
  for (const [option, value] of Object.entries({ maxAttempts, timeoutMs, ...backoff })) {
    if (!Number.isSafeInteger(value) || value < 1) throw invalid(name, `${option} must be a whole number from 1`);
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

  /** @throws RealtimeError `duplicate_subscriber`; `invalid_subscriber` for a pattern that nothing can match */
  add(subscription: Subscription): void {
    const { name, filter } = subscription;
    if (this.#byName.has(name)) {
      throw new RealtimeError(
        'duplicate_subscriber',
        `durable subscriber "${name}" is there twice: give one another name`,
      );
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
