import { Injectable } from '@nestjs/common';
import type { Principal } from '../../platform/access/principal.js';
import { invalidField } from '../../platform/http/problem.js';
import { Resources, type RowsOf } from '../../platform/resources/resources.js';
import { PropertyDirectory } from '../../platform/tenancy/property-directory.js';
import { expenseResource, revenueResource } from './finance.resources.js';

/** Rules of revenues and expenses. The default day is the current day at the property. */
@Injectable()
export class BookingsService {
  readonly revenues: RowsOf<typeof revenueResource>;
  readonly expenses: RowsOf<typeof expenseResource>;

  constructor(resources: Resources, properties: PropertyDirectory) {
    const rules = {
      defaults: async (
        principal: Principal,
        { propertyId, occurredOn }: { propertyId: string; occurredOn?: string },
      ) => (occurredOn === undefined ? { occurredOn: await properties.today(principal, propertyId) } : {}),
      checkQuery: requireOrder,
    };
    this.revenues = resources.of(revenueResource, rules);
    this.expenses = resources.of(expenseResource, rules);
  }
}

/** @throws ProblemException when a range of days ends before it begins */
export function requireOrder({ from, to }: { readonly from?: string; readonly to?: string }): void {
  if (from !== undefined && to !== undefined && to < from) throw invalidField('to', 'must not be before `from`');
}
