import { Injectable } from '@nestjs/common';
import { RealtimeError } from '../errors/realtime.errors.js';
import type { DomainDefinition } from './domain-definition.js';

/** The domains that `RealtimeModule.forFeature` registered. */
@Injectable()
export class DomainRegistry implements Iterable<DomainDefinition> {
  readonly #domains = new Map<string, DomainDefinition>();

  get byName(): ReadonlyMap<string, DomainDefinition> {
    return this.#domains;
  }

  /** @throws RealtimeError `duplicate_domain` */
  add(definition: DomainDefinition): void {
    if (this.#domains.has(definition.name)) {
      throw new RealtimeError('duplicate_domain', `domain "${definition.name}" is registered twice`);
    }
    this.#domains.set(definition.name, definition);
  }

  has(name: string): boolean {
    return this.#domains.has(name);
  }

  [Symbol.iterator](): Iterator<DomainDefinition> {
    return this.#domains.values();
  }
}
