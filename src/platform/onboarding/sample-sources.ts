import { Injectable, type OnModuleInit, type Provider, type Type } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import type { Random } from '../random/random.js';
import type { ResourceRows } from '../resources/resources.js';
import type { PropertyFacts } from '../tenancy/property-source.js';
import type { Plan } from '../writes/plan.js';

/** The property that sample rows are made for. */
export interface SampleProperty extends PropertyFacts {
  /** The current day there. */
  readonly today: string;
  /** The person who asked for the rows. */
  readonly userId: string;
}

/** A domain's part of the sample data. */
export interface SampleSource {
  /** Stored with each row, so never changed. */
  readonly kind: string;
  plans(principal: Principal, property: SampleProperty, random: Random): Promise<readonly Plan<{ version: number }>[]>;
  idOf(row: object): string;
  /** @throws ProblemException `not_found`; `version_conflict` when the row has another version */
  remove(principal: Principal, rowId: string, version: number): Promise<void>;
}

/** Registry of the domains' sample data, so that the platform does not depend on domains. */
@Injectable()
export class SampleSources {
  readonly #byKind = new Map<string, SampleSource>();

  get all(): readonly SampleSource[] {
    return [...this.#byKind.values()];
  }

  of(kind: string): SampleSource | undefined {
    return this.#byKind.get(kind);
  }

  add(source: SampleSource): void {
    this.#byKind.set(source.kind, source);
  }
}

export interface SampleRows<S, V extends { readonly version: number }, C> {
  readonly kind: string;
  readonly service: Type<S>;
  readonly rowsOf: (service: S) => ResourceRows<V, C, never, never>;
  readonly idOf: (row: V) => string;
  readonly inputs: (property: SampleProperty, random: Random) => readonly C[];
}

/** Provider for a domain's module that adds and removes sample rows through the domain's own service. */
export const sampleRowsOf = <S, V extends { readonly version: number }, C>({
  kind,
  service,
  rowsOf,
  idOf,
  inputs,
}: SampleRows<S, V, C>): Provider => ({
  provide: Symbol('sample rows'),
  inject: [SampleSources, service],
  useFactory: (sources: SampleSources, instance: S): OnModuleInit => {
    const rows = rowsOf(instance);
    return {
      onModuleInit: () =>
        sources.add({
          kind,
          plans: (principal, property, random) =>
            Promise.all(inputs(property, random).map((input) => rows.planCreate(principal, input))),
          idOf: (row) => idOf(row as V),
          remove: (principal, rowId, version) => rows.remove(principal, rowId, version),
        }),
    };
  },
});
