import { Injectable } from '@nestjs/common';
import { addDays, type CategorySum, type FinanceSummary } from '@bellhop/hotel';
import type { Principal } from '../../platform/access/principal.js';
import { PropertyDirectory } from '../../platform/tenancy/property-directory.js';
import { type BookingSum, BookingsRepository } from './bookings.repository.js';
import { requireSense } from './bookings.conditions.js';
import type { FinanceSummaryQuery } from './finance.dto.js';

const DEFAULT_DAYS = 30;
/** Today for a user who may see no property. */
const NOWHERE = '1970-01-01';

/** Revenues, expenses and profit over a range of days. */
@Injectable()
export class SummaryService {
  constructor(
    private readonly repository: BookingsRepository,
    private readonly properties: PropertyDirectory,
  ) {}

  async summary(principal: Principal, query: FinanceSummaryQuery): Promise<FinanceSummary> {
    const { propertyId } = query;
    await this.properties.requireVisible(principal, propertyId);
    const to = query.to ?? (await this.#latestToday(principal, propertyId));
    const from = query.from ?? addDays(to, 1 - DEFAULT_DAYS);
    const filters = { ...query, from, to };
    requireSense(filters);
    const sums = await this.repository.sums(principal, filters);
    return { from, to, ...arrange(sums) };
  }

  /** Returns the latest current day of the properties, so that the sums include today's bookings of all of them. */
  async #latestToday(principal: Principal, propertyId: string | undefined): Promise<string> {
    return [...(await this.properties.byToday(principal, propertyId)).keys()].sort().at(-1) ?? NOWHERE;
  }
}

interface Balance {
  revenueMinor: number;
  expenseMinor: number;
}

function arrange(sums: readonly BookingSum[]): Omit<FinanceSummary, 'from' | 'to'> {
  const perDay = sums.filter(({ day }) => day !== null);
  const byDay = balances(perDay, ({ day, currency }) => `${day} ${currency}`);
  const totals = balances(perDay, ({ currency }) => currency);
  const count = (kind: BookingSum['kind']) =>
    perDay.reduce((sum, { kind: of, count }) => (of === kind ? sum + count : sum), 0);
  return {
    bookings: { revenues: count('revenue'), expenses: count('expense') },
    totals: [...totals].sort(byKey).map(([currency, balance]) => ({
      currency,
      ...balance,
      profitMinor: balance.revenueMinor - balance.expenseMinor,
    })),
    revenueByCategory: categories(sums, 'revenue'),
    expenseByCategory: categories(sums, 'expense'),
    byDay: [...byDay].sort(byKey).map(([key, balance]) => {
      const [day = '', currency = ''] = key.split(' ');
      return { day, currency, ...balance };
    }),
  };
}

function balances(sums: readonly BookingSum[], keyOf: (sum: BookingSum) => string): Map<string, Balance> {
  const found = new Map<string, Balance>();
  for (const sum of sums) {
    const key = keyOf(sum);
    const balance = found.get(key) ?? { revenueMinor: 0, expenseMinor: 0 };
    balance[sum.kind === 'revenue' ? 'revenueMinor' : 'expenseMinor'] += sum.amountMinor;
    found.set(key, balance);
  }
  return found;
}

/** Sums per category, largest first within a currency. */
const categories = (sums: readonly BookingSum[], kind: BookingSum['kind']): CategorySum[] =>
  sums
    .flatMap(({ kind: of, currency, category, amountMinor }) =>
      of === kind && category !== null ? [{ currency, category, amountMinor }] : [],
    )
    .sort((a, b) => (a.currency === b.currency ? b.amountMinor - a.amountMinor : a.currency < b.currency ? -1 : 1));

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);
