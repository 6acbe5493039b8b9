import type { DurableEvent, RealtimeEvent } from '@bellhop/protocol';
import type { DomainDefinition } from '../events/domain-definition.js';
import type { LogRecord } from '../log/event-log.js';
import { toEvent } from '../log/logged-event.js';

/** Called for an event on which the application's code failed. */
export type OnPoisoned = (event: Omit<RealtimeEvent, 'payload'>, error: unknown) => void;

/** Ids of the users whom an event concerns. `undefined`: its domain has no audience. */
export type Audience = ReadonlySet<string> | undefined;

/** What the policy of an event's domain says about it, beyond its envelope. */
export interface EventTraits {
  readonly audience: Audience;
  /** A newer event with the same key replaces this one. `undefined`: none does. */
  readonly latestKey: string | undefined;
}

export const NO_TRAITS: EventTraits = { audience: undefined, latestKey: undefined };

const NOBODY: ReadonlySet<string> = new Set();

/** Computes the traits of events. Where the application's function fails, the event is reported and goes on without. */
export class TraitReader {
  constructor(
    private readonly definitions: ReadonlyMap<string, DomainDefinition>,
    private readonly onPoisoned: OnPoisoned = () => undefined,
  ) {}

  /** Parses the payload only if the domain's policy needs it, and then once. */
  traitsOf(record: LogRecord): EventTraits {
    const { audience: policy, latestBy } = this.definitions.get(record.domain) ?? {};
    if (!policy && !latestBy) return NO_TRAITS;
    let parsed: DurableEvent | undefined;
    const event = (): DurableEvent => (parsed ??= toEvent(record));
    // Nobody but those who see every event of the domain.
    const audience = policy && this.#attempt(record, () => new Set(policy.of(event())), NOBODY);
    const scope = scopeOf(record, audience);
    // It replaces no event, and none replaces it.
    const latestKey =
      latestBy && this.#attempt(record, () => `${scope}=${latestBy(event())}`, `${scope}#${record.seq}`);
    return { audience, latestKey };
  }

  /** Returns the audience of an ephemeral event. */
  audienceOf(event: RealtimeEvent): Audience {
    const policy = this.definitions.get(event.domain)?.audience;
    return policy && this.#attempt(event, () => new Set(policy.of(event)), NOBODY);
  }

  #attempt<T>(event: Omit<RealtimeEvent, 'payload'>, compute: () => T, otherwise: T): T {
    try {
      return compute();
    } catch (error) {
      this.onPoisoned(event, error);
      return otherwise;
    }
  }
}

/**
 * Returns a prefix for keys. An event may replace only one that the same subscribers see: one who sees one of two properties,
 * or of two audiences, must not lose its value to the other's.
 */
export const scopeOf = (event: { readonly domain: string; readonly propertyId?: string }, audience: Audience): string =>
  `${event.domain}\n${event.propertyId ?? ''}\n${audience ? [...audience].sort().join() : ''}\n`;
