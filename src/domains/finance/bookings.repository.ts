import { Injectable } from '@nestjs/common';
import { and, desc, eq, gte, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import { Database, type Db, type Tx } from '../../platform/database/database.js';
import { isVisible, type Scope } from '../../platform/tenancy/visible.js';
import { bookings } from './finance.schema.js';

export type BookingRow = typeof bookings.$inferSelect;
export interface BookingFilter {
  readonly kind?: BookingRow['kind'];
  readonly propertyId?: string | undefined;
  /** First and last day. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly category?: string | undefined;
}

/** A sum over the bookings that agree in what is not null. */
export interface BookingSum {
  readonly kind: BookingRow['kind'];
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

  /** Newest day first, within a day what was booked last. */
  list(
    scope: Scope,
    filter: BookingFilter,
    limit: number,
    after: readonly [day: string, bookingId: string] | undefined,
  ): Promise<BookingRow[]> {
    const older =
      after &&
      or(lt(bookings.occurredOn, after[0]), and(eq(bookings.occurredOn, after[0]), lt(bookings.bookingId, after[1])));
    return this.database.db
      .select()
      .from(bookings)
      .where(and(inScope(scope, filter), older))
      .orderBy(desc(bookings.occurredOn), desc(bookings.bookingId))
      .limit(limit);
  }

  async find(scope: Scope, kind: BookingRow['kind'], bookingId: string): Promise<BookingRow | undefined> {
    return (await one(this.database.db, scope, kind, bookingId))[0];
  }

  /** The row, held against other writers until `tx` ends. */
  async lock(tx: Tx, scope: Scope, kind: BookingRow['kind'], bookingId: string): Promise<BookingRow | undefined> {
    return (await one(tx.db, scope, kind, bookingId).for('update'))[0];
  }

  /** Sums per category and sums per day, from one look at the table, so that they agree with each other. */
  sums(scope: Scope, filter: BookingFilter): Promise<BookingSum[]> {
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
      .where(inScope(scope, filter))
      .groupBy(sql`grouping sets ((${kind}, ${currency}, ${category}), (${kind}, ${currency}, ${occurredOn}))`)
      .orderBy(occurredOn, currency, category);
  }
}

const inScope = (scope: Scope, { kind, propertyId, from, to, category }: BookingFilter): SQL | undefined =>
  and(
    eq(bookings.orgId, scope.orgId),
    isVisible(scope, bookings.propertyId),
    kind === undefined ? undefined : eq(bookings.kind, kind),
    propertyId === undefined ? undefined : eq(bookings.propertyId, propertyId),
    from === undefined ? undefined : gte(bookings.occurredOn, from),
    to === undefined ? undefined : lte(bookings.occurredOn, to),
    category === undefined ? undefined : eq(bookings.category, category),
  );

const one = (db: Db, scope: Scope, kind: BookingRow['kind'], bookingId: string) =>
  db
    .select()
    .from(bookings)
    .where(and(inScope(scope, { kind }), eq(bookings.bookingId, bookingId)));
