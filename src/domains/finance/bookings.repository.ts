import type { BookingKindName } from '@bellhop/hotel';
import { Injectable } from '@nestjs/common';
import { and, desc, eq, sql } from 'drizzle-orm';
import { Database } from '../../platform/database/database.js';
import { propertyKeys, userKeys } from '../../platform/tenancy/row-keys.js';
import type { Scope } from '../../platform/tenancy/visible.js';
import { type BookingFilters, fits } from './bookings.conditions.js';
import { bookings } from './finance.schema.js';

/** A sum over bookings with equal non-null fields. */
export interface BookingSum {
  readonly kind: BookingKindName;
  readonly currency: string;
  /** Null in the sums per day. */
  readonly category: string | null;
  /** Null in the sums per category. */
  readonly day: string | null;
  readonly amountMinor: number;
  readonly count: number;
}

/** A booking with the names that its ids stand for. */
export type NamedBooking = typeof bookings.$inferSelect & {
  readonly property: string;
  readonly bookedBy: string;
};

/** Where a page of bookings of one kind ended. */
export type LastBooking = Pick<NamedBooking, 'occurredOn' | 'bookingId'>;

@Injectable()
export class BookingsRepository {
  constructor(private readonly database: Database) {}

  /** Returns sums per category and per day, from one query, so that they agree. */
  sums(scope: Scope, filters: BookingFilters): Promise<BookingSum[]> {
    const { kind, currency, category, occurredOn } = bookings;
    return this.database.db
      .select({
        kind,
        currency,
        category: sql<string | null>`${category}`,
        day: sql<string | null>`${occurredOn}`,
        amountMinor: sql`sum(${bookings.amountMinor})`.mapWith(Number),
        count: sql`count(*)`.mapWith(Number),
      })
      .from(bookings)
      .where(fits(scope, filters))
      .groupBy(sql`grouping sets ((${kind}, ${currency}, ${category}), (${kind}, ${currency}, ${occurredOn}))`)
      .orderBy(occurredOn, currency, category);
  }

  /** Returns bookings of one kind in the order of lists. @param after the last booking of the page before */
  async page(
    scope: Scope,
    filters: BookingFilters & { readonly kind: BookingKindName },
    limit: number,
    after: LastBooking | undefined,
  ): Promise<NamedBooking[]> {
    const { orgId, propertyId, occurredOn, bookingId, createdBy } = bookings;
    const isAfter = after && sql`(${occurredOn}, ${bookingId}) < (${after.occurredOn}, ${after.bookingId})`;
    const rows = await this.database.db
      .select({ booking: bookings, property: propertyKeys.name, bookedBy: userKeys.name })
      .from(bookings)
      .innerJoin(propertyKeys, and(eq(propertyKeys.orgId, orgId), eq(propertyKeys.propertyId, propertyId)))
      .innerJoin(userKeys, and(eq(userKeys.orgId, orgId), eq(userKeys.userId, createdBy)))
      .where(and(fits(scope, filters), isAfter))
      .orderBy(desc(occurredOn), desc(bookingId))
      .limit(limit);
    return rows.map(({ booking, ...names }) => ({ ...booking, ...names }));
  }
}
