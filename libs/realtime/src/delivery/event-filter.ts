import type { LogRecord } from '../log/event-log.js';
import type { DomainDefinition } from '../events/domain-definition.js';

/** All events of a domain, `orders.*`, or those of one type, `orders.OrderPaid`. */
export type EventPattern = `${string}.${string}`;

/** Selects the events of an org that a subscription wants. */
export class EventFilter {
  readonly #domains = new Set<string>();
  readonly #types = new Set<string>();

  constructor(readonly patterns: readonly EventPattern[]) {
    for (const pattern of patterns) {
      const [domain, eventType] = split(pattern);
      if (eventType === '*') this.#domains.add(domain);
      else this.#types.add(pattern);
    }
  }

  matches({ domain, eventType }: Pick<LogRecord, 'domain' | 'eventType'>): boolean {
    return this.#domains.has(domain) || this.#types.has(`${domain}.${eventType}`);
  }

  /** Returns why the first invalid pattern cannot match any event; `undefined` if all are valid. */
  unknownPattern(domains: ReadonlyMap<string, DomainDefinition>): string | undefined {
    for (const pattern of this.patterns) {
      const [name, eventType] = split(pattern);
      const domain = domains.get(name);
      if (!domain) return `"${pattern}" names no registered domain`;
      if (eventType !== '*' && !Object.hasOwn(domain.events, eventType)) {
        return `"${pattern}" names no event type of domain "${name}"`;
      }
    }
    return undefined;
  }
}

function split(pattern: string): readonly [domain: string, eventType: string] {
  const dot = pattern.indexOf('.');
  return [pattern.slice(0, dot), pattern.slice(dot + 1)];
}
