import { useTranslation } from 'react-i18next';
import { formatDay } from '../../ui/days.js';
import { formatMoney } from '../../ui/money.js';
import { bookedDays, type DayChartProps } from './day-chart.js';
import chart from './day-chart.module.css';
import classes from './finance.module.css';
import { Table } from '../../ui/table.js';

/** The chart's numbers, the latest day first. */
export function DayTable({ summary, currency, today }: DayChartProps) {
  const { t } = useTranslation('finance');
  return (
    // Focusable, so that it can be scrolled with the keyboard.
    <div className={chart.table} role="region" aria-label={t('dayByDay')} tabIndex={0}>
      <Table aria-label={t('dayByDay')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('date')}</Table.Th>
            <Table.Th scope="col" className={classes.amount}>
              {t('revenue')}
            </Table.Th>
            <Table.Th scope="col" className={classes.amount}>
              {t('expenses')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {bookedDays({ summary, currency })
            .reverse()
            .map(({ day, revenueMinor, expenseMinor }) => (
              <Table.Tr key={day}>
                <Table.Th scope="row" style={{ fontWeight: day === today ? 600 : 400 }}>
                  {formatDay(day, 'medium')}
                  {day === today && ` · ${t('today')}`}
                </Table.Th>
                <Table.Td className={`${classes.amount} bh-money`}>{formatMoney(revenueMinor, currency)}</Table.Td>
                <Table.Td className={`${classes.amount} bh-money`}>{formatMoney(expenseMinor, currency)}</Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
