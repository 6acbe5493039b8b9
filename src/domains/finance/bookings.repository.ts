import { Injectable } from '@nestjs/common';
import { and, desc, eq, gte, lte, type SQL, sql } from 'drizzle-orm';
import { Database, type Tx } from '../../platform/database/database.js';
import { type QueryParts, RowQuery } from '../../platform/database/row-query.js';
import { isAmong, isVisible, type Scope, visibleIds } from '../../platform/tenancy/visible.js';
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

interface ListValues extends BookingFilter {
  readonly orgId: string;
  readonly visible: readonly string[] | undefined;
  /** Both or neither. */
  readonly afterDay: string | undefined;
  readonly afterId: string | undefined;
  readonly limit: number;
}

const LIST = new RowQuery<typeof bookings, ListValues>(
  bookings,
  ({ value, when }) =>
    sql`where ${and(
      eq(bookings.orgId, value('orgId')),
      when('kind', (kind) => eq(bookings.kind, kind)),
      when('visible', isAmong(bookings.propertyId)),
      when('propertyId', (id) => eq(bookings.propertyId, id)),
      when('from', (day) => gte(bookings.occurredOn, day)),
      when('to', (day) => lte(bookings.occurredOn, day)),
      when('category', (category) => eq(bookings.category, category)),
      when('afterDay', (day) => sql`(${bookings.occurredOn}, ${bookings.bookingId}) < (${day}, ${value('afterId')})`),
    )} order by ${desc(bookings.occurredOn)}, ${desc(bookings.bookingId)} limit ${value('limit')}`,
);

type OneValues = Pick<ListValues, 'orgId' | 'visible'> & { readonly kind: string; readonly bookingId: string };

const isOne = ({ value, when }: QueryParts<OneValues>): SQL =>
  sql`where ${and(
    eq(bookings.orgId, value('orgId')),
    eq(bookings.bookingId, value('bookingId')),
    eq(bookings.kind, value('kind')),
    when('visible', isAmong(bookings.propertyId)),
  )}`;

const FIND = new RowQuery<typeof bookings, OneValues>(bookings, isOne);
const LOCK = new RowQuery<typeof bookings, OneValues>(bookings, (parts) => sql`${isOne(parts)} for update`);

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
    const [afterDay, afterId] = after ?? [];
    const visible = visibleIds(scope);
    return LIST.all(this.database, { ...filter, orgId: scope.orgId, visible, afterDay, afterId, limit });
  }

  find(scope: Scope, kind: BookingRow['kind'], bookingId: string): Promise<BookingRow | undefined> {
    return FIND.first(this.database, { orgId: scope.orgId, visible: visibleIds(scope), kind, bookingId });
  }

  /** The row, held against other writers until `tx` ends. */
  lock(tx: Tx, scope: Scope, kind: BookingRow['kind'], bookingId: string): Promise<BookingRow | undefined> {
    return LOCK.first(tx, { orgId: scope.orgId, visible: visibleIds(scope), kind, bookingId });
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
