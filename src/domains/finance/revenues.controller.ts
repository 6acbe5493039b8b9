import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, UseInterceptors } from '@nestjs/common';
import { type Revenue, revenueSchema } from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';
import { SnapshotCursor } from '@bellhop/realtime';
import { CheckedAtCommit, Roles } from '../../platform/access/access.decorators.js';
import { CurrentPrincipal, type Principal } from '../../platform/access/principal.js';
import { IdempotencyKey } from '../../platform/commands/command-key.js';
import type { CommandAnswer, CommandKey } from '../../platform/commands/commands.js';
import { Answers, AnswersPage } from '../../platform/openapi/answers.js';
import { IdPipe } from '../../platform/http/id.pipe.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { revenueKind } from './booking-kind.js';
import { BookingsService } from './bookings.service.js';
import { ChangeRevenueDto, CreateRevenueDto } from './dto/booking.dto.js';
import { RevenueListQuery } from './dto/finance-query.dto.js';
import { FINANCE_ROLES } from './finance.events.js';

const REVENUE = { name: 'Revenue', schema: revenueSchema };

@Controller('finance/revenues')
@CheckedAtCommit()
@Roles(...FINANCE_ROLES)
export class RevenuesController {
  constructor(private readonly bookings: BookingsService) {}

  @Get()
  @UseInterceptors(SnapshotCursor)
  @AnswersPage('Revenues, newest first.', REVENUE)
  list(@CurrentPrincipal() principal: Principal, @Query() query: RevenueListQuery): Promise<Page<Revenue>> {
    return this.bookings.list(revenueKind, principal, query);
  }

  @Get(':revenueId')
  @UseInterceptors(SnapshotCursor)
  @Answers('One revenue.', REVENUE)
  get(@CurrentPrincipal() principal: Principal, @Param('revenueId', IdPipe) revenueId: string): Promise<Revenue> {
    return this.bookings.get(revenueKind, principal, revenueId);
  }

  @Post()
  @Answers('Books a revenue.', REVENUE)
  create(
    @CurrentPrincipal() principal: Principal,
    @Body() input: CreateRevenueDto,
    @IdempotencyKey() command: CommandKey | undefined,
  ): Promise<CommandAnswer<Revenue>> {
    return this.bookings.create(revenueKind, principal, input, command);
  }

  @Patch(':revenueId')
  @Answers('Changes a revenue.', REVENUE)
  change(
    @CurrentPrincipal() principal: Principal,
    @Param('revenueId', IdPipe) revenueId: string,
    @Body() input: ChangeRevenueDto,
    @IfMatch() expected: number | undefined,
  ): Promise<Revenue> {
    return this.bookings.change(revenueKind, principal, revenueId, input, expected);
  }

  @Delete(':revenueId')
  @HttpCode(204)
  @Answers('Removes a revenue.')
  remove(
    @CurrentPrincipal() principal: Principal,
    @Param('revenueId', IdPipe) revenueId: string,
    @IfMatch() expected: number | undefined,
  ): Promise<void> {
    return this.bookings.remove(revenueKind, principal, revenueId, expected);
  }
}
