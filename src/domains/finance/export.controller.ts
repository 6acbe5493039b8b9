import { Controller, Get, Query, type StreamableFile } from '@nestjs/common';
import { Roles } from '../../platform/access/access.decorators.js';
import { CurrentPrincipal, type Principal } from '../../platform/access/principal.js';
import { CSV_TYPE } from '../../platform/http/csv-file.js';
import { RespondsWithFile } from '../../platform/openapi/responses.js';
import { ExportService } from './export.service.js';
import { FINANCE_ROLES } from './finance.events.js';
import { BookingsExportQuery } from './finance.dto.js';

@Controller('finance/bookings.csv')
@Roles(...FINANCE_ROLES)
export class ExportController {
  constructor(private readonly exports: ExportService) {}

  @Get()
  @RespondsWithFile('The bookings that fit the filters, as a file for spreadsheets.', CSV_TYPE)
  export(@CurrentPrincipal() principal: Principal, @Query() query: BookingsExportQuery): Promise<StreamableFile> {
    return this.exports.export(principal, query);
  }
}
