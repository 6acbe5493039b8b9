import { EXPENSE_CATEGORIES, type ExpenseCategory, REVENUE_CATEGORIES, type RevenueCategory } from '@bellhop/hotel';
import { IsIn } from 'class-validator';
import { IsDay, IsId, MayBeAbsent } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/paging.js';

class BookingListQuery extends PageQuery {
  @MayBeAbsent()
  @IsId()
  propertyId?: string;

  /** First day that is listed. */
  @MayBeAbsent()
  @IsDay()
  from?: string;

  /** Last day that is listed. */
  @MayBeAbsent()
  @IsDay()
  to?: string;
}

export class RevenueListQuery extends BookingListQuery {
  @MayBeAbsent()
  @IsIn(REVENUE_CATEGORIES)
  category?: RevenueCategory;
}

export class ExpenseListQuery extends BookingListQuery {
  @MayBeAbsent()
  @IsIn(EXPENSE_CATEGORIES)
  category?: ExpenseCategory;
}

export class FinanceSummaryQuery {
  @MayBeAbsent()
  @IsId()
  propertyId?: string;

  /** @default 29 days before `to` */
  @MayBeAbsent()
  @IsDay()
  from?: string;

  /** @default today */
  @MayBeAbsent()
  @IsDay()
  to?: string;
}
