import { EXPENSE_CATEGORIES, type ExpenseCategory, REVENUE_CATEGORIES, type RevenueCategory } from '@bellhop/hotel';
import { IsIn, IsInt, IsString, Max, Min } from 'class-validator';
import {
  IsCurrency,
  IsDay,
  IsId,
  IsPlainLine,
  MaxCharacters,
  MayBeAbsent,
  MayBeNull,
} from '../../../platform/http/fields.js';

/** Ten thousand million, in a currency with cents: more than any hotel books at once. */
const MAX_AMOUNT_MINOR = 1_000_000_000_000;

class CreateBookingDto {
  @IsId()
  propertyId!: string;

  /** In the currency's minor unit. */
  @IsInt()
  @Min(1)
  @Max(MAX_AMOUNT_MINOR)
  amountMinor!: number;

  @IsCurrency()
  currency!: string;

  @MayBeNull()
  @IsString()
  @MaxCharacters(500)
  description?: string | null;

  /** @default the day it is at the property */
  @MayBeAbsent()
  @IsDay()
  occurredOn?: string;
}

class ChangeBookingDto {
  /** Moves the booking to another property. */
  @MayBeAbsent()
  @IsId()
  propertyId?: string;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(MAX_AMOUNT_MINOR)
  amountMinor?: number;

  @MayBeAbsent()
  @IsCurrency()
  currency?: string;

  @MayBeNull()
  @IsString()
  @MaxCharacters(500)
  description?: string | null;

  @MayBeAbsent()
  @IsDay()
  occurredOn?: string;
}

export class CreateRevenueDto extends CreateBookingDto {
  @IsIn(REVENUE_CATEGORIES)
  category!: RevenueCategory;
}

export class ChangeRevenueDto extends ChangeBookingDto {
  @MayBeAbsent()
  @IsIn(REVENUE_CATEGORIES)
  category?: RevenueCategory;
}

export class CreateExpenseDto extends CreateBookingDto {
  @IsIn(EXPENSE_CATEGORIES)
  category!: ExpenseCategory;

  @MayBeNull()
  @IsString()
  @MaxCharacters(200)
  @IsPlainLine()
  vendor?: string | null;
}

export class ChangeExpenseDto extends ChangeBookingDto {
  @MayBeAbsent()
  @IsIn(EXPENSE_CATEGORIES)
  category?: ExpenseCategory;

  @MayBeNull()
  @IsString()
  @MaxCharacters(200)
  @IsPlainLine()
  vendor?: string | null;
}
