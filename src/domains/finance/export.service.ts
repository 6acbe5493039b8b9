import { BOOKING_KINDS } from '@bellhop/hotel';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../../platform/access/principal.js';
import { BYTE_ORDER_MARK } from '../../platform/http/csv.js';
import { PropertyDirectory } from '../../platform/tenancy/property-directory.js';
import { type BookingFilters, requireSense } from './bookings.conditions.js';
import { CSV_HEADER, csvLineOf } from './bookings-csv.js';
import { BookingsRepository, type LastBooking } from './bookings.repository.js';

/** Rows read at a time: some 100 kB of text. */
const PAGE_ROWS = 500;

/** Exports bookings as CSV, page by page, so that the size of an export does not matter to the server. */
@Injectable()
export class ExportService {
  constructor(
    private readonly repository: BookingsRepository,
    private readonly properties: PropertyDirectory,
  ) {}

  /**
   * Returns the file in chunks, revenues first, the newest day first. Nothing is read before a chunk is asked for, and
   * nothing after the reader has stopped.
   * @throws ProblemException when the filters contradict each other or name a property that the caller may not see
   */
  async export(principal: Principal, filters: BookingFilters): Promise<AsyncGenerator<string, void, undefined>> {
    requireSense(filters);
    await this.properties.requireVisible(principal, filters.propertyId);
    return this.#chunks(principal, filters);
  }

  async *#chunks(principal: Principal, filters: BookingFilters): AsyncGenerator<string, void, undefined> {
    yield `${BYTE_ORDER_MARK}${CSV_HEADER}`;
    for (const kind of BOOKING_KINDS) {
      if (filters.kind !== undefined && filters.kind !== kind) continue;
      let last: LastBooking | undefined;
      do {
        const page = await this.repository.page(principal, { ...filters, kind }, PAGE_ROWS, last);
        if (page.length > 0) yield page.map(csvLineOf).join('');
        last = page.length === PAGE_ROWS ? page.at(-1) : undefined;
      } while (last);
    }
  }
}
