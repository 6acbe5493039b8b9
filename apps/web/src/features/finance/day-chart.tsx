import '@mantine/charts/styles.css';
import type { FinanceSummary } from '@bellhop/hotel';
import { AreaChart } from '@mantine/charts';
import { daysBetween, formatDay } from '../../ui/days.js';
import { formatMoney, toMajor, toMinor } from '../../ui/money.js';

const SERIES = [
  { name: 'revenue', label: 'Revenue', color: 'var(--bh-revenue)' },
  { name: 'expenses', label: 'Expenses', color: 'var(--bh-expense)' },
];

const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });

/** Revenue and expenses in one currency per day. */
export default function DayChart({ summary, currency }: { summary: FinanceSummary; currency: string }) {
  const booked = new Map(summary.byDay.filter((day) => day.currency === currency).map((day) => [day.day, day]));
  const data = daysBetween(summary.from, summary.to).map((day) => ({
    day: formatDay(day, 'short'),
    revenue: toMajor(booked.get(day)?.revenueMinor ?? 0, currency),
    expenses: toMajor(booked.get(day)?.expenseMinor ?? 0, currency),
  }));
  return (
    <AreaChart
      h={260}
      data={data}
      dataKey="day"
      series={SERIES}
      curveType="monotone"
      withLegend
      withDots={false}
      strokeWidth={2}
      gridAxis="x"
      tickLine="none"
      fillOpacity={0.18}
      valueFormatter={(value) => formatMoney(toMinor(value, currency), currency)}
      yAxisProps={{ width: 48, tickFormatter: (value: number) => compact.format(value) }}
      xAxisProps={{ minTickGap: 28 }}
      legendProps={{ height: 36 }}
    />
  );
}
