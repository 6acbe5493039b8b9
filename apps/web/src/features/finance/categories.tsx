import type { CategorySum } from '@bellhop/hotel';
import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatMoney } from '../../ui/money.js';
import { categoryName } from './booking-kinds.js';
import classes from './finance.module.css';

/** Revenue in one currency by category, largest first. */
export function Categories({ sums, currency }: { sums: readonly CategorySum[]; currency: string }) {
  const { t } = useTranslation('finance');
  const own = sums.filter((sum) => sum.currency === currency).sort((a, b) => b.amountMinor - a.amountMinor);
  const total = own.reduce((whole, { amountMinor }) => whole + amountMinor, 0);
  if (own.length === 0) {
    return (
      <Text c="dimmed" size="sm">
        {t('noRevenue')}
      </Text>
    );
  }
  return (
    <ul className={classes.categories}>
      {own.map(({ category, amountMinor }) => (
        <li key={category}>
          <Group justify="space-between" gap="xs" wrap="nowrap">
            <Text size="sm">{categoryName(category)}</Text>
            <Text size="sm" fw={600} className="bh-money">
              {formatMoney(amountMinor, currency, { whole: true })}
            </Text>
          </Group>
          <div className={classes.bar} aria-hidden>
            <span style={{ width: `${(amountMinor / total) * 100}%` }} />
          </div>
        </li>
      ))}
    </ul>
  );
}
