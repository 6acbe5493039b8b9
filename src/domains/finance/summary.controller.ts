import { Controller, Get, Query, UseInterceptors } from '@nestjs/common';
import { type FinanceSummary, financeSummarySchema } from '@bellhop/hotel';
import { SnapshotCursor } from '@bellhop/realtime';
import { Roles } from '../../platform/access/access.decorators.js';
import { CurrentPrincipal, type Principal } from '../../platform/access/principal.js';
import { RespondsWith } from '../../platform/openapi/responses.js';
import { FinanceSummaryQuery } from './finance.dto.js';
import { FINANCE_ROLES } from './finance.events.js';
import { SummaryService } from './summary.service.js';

const SUMMARY = { name: 'FinanceSummary', schema: financeSummarySchema };

@Controller('finance/summary')
@Roles(...FINANCE_ROLES)
export class SummaryController {
  constructor(private readonly summaries: SummaryService) {}

  @Get()
  @UseInterceptors(SnapshotCursor)
  @RespondsWith('Sums of the bookings that fit the filters, per currency, category and day.', SUMMARY)
  summary(@CurrentPrincipal() principal: Principal, @Query() query: FinanceSummaryQuery): Promise<FinanceSummary> {
    return this.summaries.summary(principal, query);
  }
}
