import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, UseInterceptors } from '@nestjs/common';
import type { Expense, Page } from '@bellhop/contracts';
import { SnapshotCursor } from '@bellhop/realtime';
import { Roles } from '../../platform/auth/access.decorators.js';
import { CurrentPrincipal, type Principal } from '../../platform/auth/principal.js';
import { IdempotencyKey } from '../../platform/commands/command-key.js';
import type { CommandAnswer, CommandKey } from '../../platform/commands/commands.js';
import { IdPipe } from '../../platform/http/id.pipe.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { expenseKind } from './booking-kind.js';
import { BookingsService } from './bookings.service.js';
import { ChangeExpenseDto, CreateExpenseDto } from './dto/booking.dto.js';
import { ExpenseListQuery } from './dto/finance-query.dto.js';
import { FINANCE_ROLES } from './finance.events.js';

@Controller('finance/expenses')
@Roles(...FINANCE_ROLES)
export class ExpensesController {
  constructor(private readonly bookings: BookingsService) {}

  @Get()
  @UseInterceptors(SnapshotCursor)
  list(@CurrentPrincipal() principal: Principal, @Query() query: ExpenseListQuery): Promise<Page<Expense>> {
    return this.bookings.list(expenseKind, principal, query);
  }

  @Get(':expenseId')
  @UseInterceptors(SnapshotCursor)
  get(@CurrentPrincipal() principal: Principal, @Param('expenseId', IdPipe) expenseId: string): Promise<Expense> {
    return this.bookings.get(expenseKind, principal, expenseId);
  }

  @Post()
  create(
    @CurrentPrincipal() principal: Principal,
    @Body() input: CreateExpenseDto,
    @IdempotencyKey() command: CommandKey | undefined,
  ): Promise<CommandAnswer<Expense>> {
    return this.bookings.create(expenseKind, principal, input, command);
  }

  @Patch(':expenseId')
  change(
    @CurrentPrincipal() principal: Principal,
    @Param('expenseId', IdPipe) expenseId: string,
    @Body() input: ChangeExpenseDto,
    @IfMatch() expected: number | undefined,
  ): Promise<Expense> {
    return this.bookings.change(expenseKind, principal, expenseId, input, expected);
  }

  @Delete(':expenseId')
  @HttpCode(204)
  remove(
    @CurrentPrincipal() principal: Principal,
    @Param('expenseId', IdPipe) expenseId: string,
    @IfMatch() expected: number | undefined,
  ): Promise<void> {
    return this.bookings.remove(expenseKind, principal, expenseId, expected);
  }
}
