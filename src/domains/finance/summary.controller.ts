import { Controller, Get, Query, UseInterceptors } from '@nestjs/common';
import type { FinanceSummary } from '@bellhop/contracts';
import { SnapshotCursor } from '@bellhop/realtime';
import { Roles } from '../../platform/auth/access.decorators.js';
import { CurrentPrincipal, type Principal } from '../../platform/auth/principal.js';
import { FinanceSummaryQuery } from './dto/finance-query.dto.js';
import { FINANCE_ROLES } from './finance.events.js';
import { SummaryService } from './summary.service.js';

@Controller('finance/summary')
@Roles(...FINANCE_ROLES)
export class SummaryController {
  constructor(private readonly summaries: SummaryService) {}

  @Get()
  @UseInterceptors(SnapshotCursor)
  summary(@CurrentPrincipal() principal: Principal, @Query() query: FinanceSummaryQuery): Promise<FinanceSummary> {
    return this.summaries.summary(principal, query);
  }
}
