import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/database.js';
import type { Random } from './random.js';

export interface DemoProperty {
  readonly propertyId: string;
  readonly rooms: number;
  readonly currency: string;
  /** What a room costs a night, in the currency's minor unit. */
  readonly rateMinor: number;
  /** The day it is there. */
  readonly today: string;
  /** A hotel for holidays fills at weekends and in summer, one for business in the week. */
  readonly guests: 'holiday' | 'business';
}

/** A hotel group to fill with rows. */
export interface DemoGroup {
  readonly orgId: string;
  readonly properties: readonly DemoProperty[];
  /** See every property. */
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

/** Where domains leave their part of the demo data, so that the platform need not know them. */
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
