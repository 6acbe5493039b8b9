import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, UseInterceptors } from '@nestjs/common';
import { type Expense, expenseSchema } from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';
import { SnapshotCursor } from '@bellhop/realtime';
import { CheckedAtCommit, Roles } from '../../platform/access/access.decorators.js';
import { CurrentPrincipal, type Principal } from '../../platform/access/principal.js';
import { IdempotencyKey } from '../../platform/commands/command-key.js';
import type { CommandAnswer, CommandKey } from '../../platform/commands/commands.js';
import { Answers, AnswersPage } from '../../platform/openapi/answers.js';
import { IdPipe } from '../../platform/http/id.pipe.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { expenseKind } from './booking-kind.js';
import { BookingsService } from './bookings.service.js';
import { ChangeExpenseDto, CreateExpenseDto } from './dto/booking.dto.js';
import { ExpenseListQuery } from './dto/finance-query.dto.js';
import { FINANCE_ROLES } from './finance.events.js';

const EXPENSE = { name: 'Expense', schema: expenseSchema };

@Controller('finance/expenses')
@CheckedAtCommit()
@Roles(...FINANCE_ROLES)
export class ExpensesController {
  constructor(private readonly bookings: BookingsService) {}

  @Get()
  @UseInterceptors(SnapshotCursor)
  @AnswersPage('Expenses, newest first.', EXPENSE)
  list(@CurrentPrincipal() principal: Principal, @Query() query: ExpenseListQuery): Promise<Page<Expense>> {
    return this.bookings.list(expenseKind, principal, query);
  }

  @Get(':expenseId')
  @UseInterceptors(SnapshotCursor)
  @Answers('One expense.', EXPENSE)
  get(@CurrentPrincipal() principal: Principal, @Param('expenseId', IdPipe) expenseId: string): Promise<Expense> {
    return this.bookings.get(expenseKind, principal, expenseId);
  }

  @Post()
  @Answers('Books an expense.', EXPENSE)
  create(
    @CurrentPrincipal() principal: Principal,
    @Body() input: CreateExpenseDto,
    @IdempotencyKey() command: CommandKey | undefined,
  ): Promise<CommandAnswer<Expense>> {
    return this.bookings.create(expenseKind, principal, input, command);
  }

  @Patch(':expenseId')
  @Answers('Changes an expense.', EXPENSE)
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
  @Answers('Removes an expense.')
  remove(
    @CurrentPrincipal() principal: Principal,
    @Param('expenseId', IdPipe) expenseId: string,
    @IfMatch() expected: number | undefined,
  ): Promise<void> {
    return this.bookings.remove(expenseKind, principal, expenseId, expected);
  }
}
