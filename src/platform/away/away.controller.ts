import { type AwaySummary, awaySummarySchema } from '@bellhop/hotel';
import { Controller, Get, Query } from '@nestjs/common';
import { CurrentPrincipal, type Principal } from '../access/principal.js';
import { RespondsWith } from '../openapi/responses.js';
import { AwayQuery } from './away.query.js';
import { AwayService } from './away.service.js';

/** What somebody missed (DOMAINS.md, "Away"). */
@Controller('v2/away')
export class AwayController {
  constructor(private readonly service: AwayService) {}

  @Get()
  @RespondsWith('New rows and amounts of others, and rows that they gave to the user, between two moments.', {
    name: 'AwaySummary',
    schema: awaySummarySchema,
  })
  summary(@CurrentPrincipal() principal: Principal, @Query() query: AwayQuery): Promise<AwaySummary> {
    return this.service.summary(principal, query);
  }
}
