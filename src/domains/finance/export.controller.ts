import { Readable } from 'node:stream';
import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { Roles } from '../../platform/access/access.decorators.js';
import { CurrentPrincipal, type Principal } from '../../platform/access/principal.js';
import { RespondsWithFile } from '../../platform/openapi/responses.js';
import { ExportService } from './export.service.js';
import { FINANCE_ROLES } from './finance.events.js';
import { BookingsExportQuery } from './finance.dto.js';

const CSV = 'text/csv; charset=utf-8';

@Controller('finance/bookings.csv')
@Roles(...FINANCE_ROLES)
export class ExportController {
  constructor(private readonly exports: ExportService) {}

  @Get()
  @RespondsWithFile('The bookings that fit the filters, as a file for spreadsheets.', 'text/csv')
  async export(@CurrentPrincipal() principal: Principal, @Query() query: BookingsExportQuery): Promise<StreamableFile> {
    const chunks = await this.exports.export(principal, query);
    return new StreamableFile(Readable.from(chunks, { objectMode: false }), {
      type: CSV,
      disposition: 'attachment; filename="bookings.csv"',
    });
  }
}
