import { BOOKING_KINDS } from '@bellhop/hotel';
import { Injectable, type StreamableFile } from '@nestjs/common';
import type { Principal } from '../../platform/access/principal.js';
import { csvFile } from '../../platform/http/csv-file.js';
import { PropertyDirectory } from '../../platform/tenancy/property-directory.js';
import { type BookingFilters, requireSense } from './bookings.conditions.js';
import { cellsOf, CSV_HEADER } from './bookings-csv.js';
import { BookingsRepository, type NamedBooking } from './bookings.repository.js';

/** Exports bookings as CSV. */
@Injectable()
export class ExportService {
  constructor(
    private readonly repository: BookingsRepository,
    private readonly properties: PropertyDirectory,
  ) {}

  /**
   * Returns the file: revenues first, the newest day first.
   * @throws ProblemException when the filters contradict each other or name a property that the caller may not see
   */
  async export(principal: Principal, filters: BookingFilters): Promise<StreamableFile> {
    requireSense(filters);
    await this.properties.requireVisible(principal, filters.propertyId);
    const kinds = BOOKING_KINDS.filter((kind) => kind === (filters.kind ?? kind));
    const parts = kinds.map((kind) => ({
      cellsOf,
      page: (limit: number, last: NamedBooking | undefined) =>
        this.repository.page(principal, { ...filters, kind }, limit, last),
    }));
    return csvFile('bookings', CSV_HEADER, ...parts);
  }
}
