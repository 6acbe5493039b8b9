import { Injectable } from '@nestjs/common';
import { and, gte, lte, sql } from 'drizzle-orm';
import { Database } from '../../platform/database/database.js';
import { isWithin, type Scope } from '../../platform/tenancy/visible.js';
import { bookings } from './finance.schema.js';

/** A sum over bookings with equal non-null fields. */
export interface BookingSum {
  readonly kind: (typeof bookings.$inferSelect)['kind'];
  readonly currency: string;
  /** Null in the sums per day. */
  readonly category: string | null;
  /** Null in the sums per category. */
  readonly day: string | null;
  readonly amountMinor: number;
}

@Injectable()
export class BookingsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Returns sums per category and per day, from one query, so that they agree.
   * @param range first and last day
   */
  sums(scope: Scope, propertyId: string | undefined, range: { from: string; to: string }): Promise<BookingSum[]> {
    const { kind, currency, category, occurredOn } = bookings;
    return this.database.db
      .select({
        kind,
        currency,
        category: sql<string | null>`${category}`,
        day: sql<string | null>`${occurredOn}`,
        amountMinor: sql`sum(${bookings.amountMinor})`.mapWith(Number),
      })
      .from(bookings)
      .where(and(isWithin(bookings, scope, propertyId), gte(occurredOn, range.from), lte(occurredOn, range.to)))
      .groupBy(sql`grouping sets ((${kind}, ${currency}, ${category}), (${kind}, ${currency}, ${occurredOn}))`)
      .orderBy(occurredOn, currency, category);
  }
}
