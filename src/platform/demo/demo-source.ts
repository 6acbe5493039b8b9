import { Injectable } from '@nestjs/common';
import type { Role, UserStatus } from '@bellhop/hotel';
import type { Tx } from '../database/database.js';
import type { Random } from '../random/random.js';

export interface DemoProperty {
  readonly propertyId: string;
  readonly name: string;
  readonly city: string;
  readonly timezone: string;
  readonly rooms: number;
  readonly currency: string;
  /** Price of a room per night, in the currency's minor unit. */
  readonly rateMinor: number;
  /** The current day at the property. */
  readonly today: string;
  /** A holiday hotel fills at weekends and in summer, a business hotel on weekdays. */
  readonly guests: 'holiday' | 'business';
}

export interface DemoPerson {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** Whether they can sign in; a row that has changed since it was made is a version on for each change. */
  readonly status: UserStatus;
  readonly version: number;
  /** @default every property */
  readonly propertyIds?: readonly string[];
  /** Null: no one can sign in with this address. */
  readonly passwordHash: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A hotel group to fill with rows. */
export interface DemoGroup {
  readonly orgId: string;
  readonly createdAt: Date;
  readonly properties: readonly DemoProperty[];
  readonly people: readonly DemoPerson[];
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

const ORDER = ['orgs', 'properties', 'people'];

/** Registry of the domains' demo data, so that the platform does not depend on domains. */
@Injectable()
export class DemoSources {
  readonly #sources: { readonly source: DemoSource; readonly after: number }[] = [];

  /** Sources in the order in which their rows can refer to each other. */
  get all(): readonly DemoSource[] {
    return this.#sources.toSorted((a, b) => a.after - b.after).map(({ source }) => source);
  }

  /** @param refersTo the last of the rows that the source's own refer to */
  add(source: DemoSource, refersTo: 'orgs' | 'properties' | 'people' = 'people'): void {
    this.#sources.push({ source, after: ORDER.indexOf(refersTo) });
  }
}
