import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/database.js';
import type { Random } from './random.js';

export interface DemoProperty {
  readonly propertyId: string;
  readonly rooms: number;
  readonly currency: string;
  /** Price of a room per night, in the currency's minor unit. */
  readonly rateMinor: number;
  /** The current day at the property. */
  readonly today: string;
  /** A holiday hotel fills at weekends and in summer, a business hotel on weekdays. */
  readonly guests: 'holiday' | 'business';
}

/** A hotel group to fill with rows. */
export interface DemoGroup {
  readonly orgId: string;
  readonly properties: readonly DemoProperty[];
  /** Sees every property, like the manager. */
  readonly ownerId: string;
  readonly managerId: string;
  /** Sees the first property only. */
  readonly staffId: string;
  /** Unix milliseconds. */
  readonly now: number;
}

/** A domain's part of the demo data. */
export interface DemoSource {
  fill(tx: Tx, group: DemoGroup, random: Random): Promise<void>;
}

/** Registry of the domains' demo data, so that the platform does not depend on domains. */
@Injectable()
export class DemoSources {
  readonly #sources: DemoSource[] = [];

  get all(): readonly DemoSource[] {
    return this.#sources;
  }

  add(source: DemoSource): void {
    this.#sources.push(source);
  }
}
