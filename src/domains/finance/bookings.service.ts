import { Injectable } from '@nestjs/common';
import type { Principal } from '../../platform/access/principal.js';
import { invalidField } from '../../platform/http/problem.js';
import type { Part } from '../../platform/resources/resource.js';
import { Resources, type RowsOf } from '../../platform/resources/resources.js';
import { PropertyDirectory } from '../../platform/tenancy/property-directory.js';
import { requireSense } from './bookings.conditions.js';
import { expenseResource, revenueResource } from './finance.resources.js';

/** The part of a booking that its rules depend on. */
interface Occurrence {
  readonly propertyId: string;
  readonly occurredOn: string;
}

/**
 * Rules of revenues and expenses. A booking says what has happened: its day is the current one at the property by default,
 * and never a later one, which sums up to today would leave out (docs/decisions/0039).
 */
@Injectable()
export class BookingsService {
  readonly revenues: RowsOf<typeof revenueResource>;
  readonly expenses: RowsOf<typeof expenseResource>;

  constructor(
    resources: Resources,
    private readonly properties: PropertyDirectory,
  ) {
    const rules = {
      defaults: async (principal: Principal, { propertyId, occurredOn }: Part<Occurrence> & { propertyId: string }) =>
        occurredOn === undefined ? { occurredOn: await properties.today(principal, propertyId) } : {},
      check: (principal: Principal, booking: Occurrence, changes: Part<Occurrence>) =>
        this.#requirePast(principal, booking, changes),
      checkQuery: requireSense,
    };
    this.revenues = resources.of(revenueResource, rules);
    this.expenses = resources.of(expenseResource, rules);
  }

  /** @throws ProblemException when the booking's day has not begun at its property */
  async #requirePast(principal: Principal, { propertyId, occurredOn }: Occurrence, changes: Part<Occurrence>) {
    if (changes.occurredOn === undefined && changes.propertyId === undefined) return;
    const today = await this.properties.today(principal, propertyId);
    if (occurredOn > today)
      throw invalidField('occurredOn', `must not be after ${today}, today at the property`, 'inTheFuture');
  }
}
