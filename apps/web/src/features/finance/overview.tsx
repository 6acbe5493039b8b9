import type { FinanceSummary } from '@bellhop/hotel';
import { useLiveAggregate } from '@bellhop/react';
import { Group, SegmentedControl, Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailedPanel } from '../../ui/state-panel.js';
import { Panel } from '../../ui/panel.js';
import { usePropertyDays } from '../properties/use-property-days.js';
import { Categories } from './categories.js';
import classes from './finance.module.css';
import { SummaryCards } from './summary-cards.js';
import { DayChart } from './day-chart.js';
import { DayTable } from './day-table.js';
import { pastSummary, type SummaryView } from './live.js';
import type { Period } from './periods.js';

export interface OverviewProps {
  readonly view: SummaryView;
  readonly previous: Period;
  readonly summary: UseQueryResult<FinanceSummary>;
  /** The main currency first. */
  readonly currencies: readonly string[];
}

/** What is shown of a period: totals, per day, and by category. */
export function Overview({ view, previous, summary, currencies }: OverviewProps) {
  const { t } = useTranslation('finance');
  const { today } = usePropertyDays();
  const before = useLiveAggregate(pastSummary, { ...view, ...previous });
  const [wanted, setWanted] = useState<string>();
  const [isTable, setIsTable] = useState(false);

  if (summary.isError && !summary.data) {
    return (
      <Panel title={t('overview')} mb="md">
        <FailedPanel error={summary.error} onRetry={() => void summary.refetch()} />
      </Panel>
    );
  }

  const currency = currencies.find((candidate) => candidate === wanted) ?? currencies[0] ?? 'EUR';
  const loading = <Skeleton h={260} />;
  const Days = isTable ? DayTable : DayChart;

  return (
    <>
      <SummaryCards
        summary={summary.data}
        previous={before.isPlaceholderData ? undefined : before.data}
        currencies={currencies}
      />
      <div className={classes.grid}>
        <Panel
          title={t('dayByDay')}
          aside={
            <Group gap="xs">
              {currencies.length > 1 && (
                <SegmentedControl
                  size="xs"
                  aria-label={t('currency')}
                  data={[...currencies]}
                  value={currency}
                  onChange={setWanted}
                />
              )}
              <SegmentedControl
                size="xs"
                className="bh-screen"
                aria-label={t('shownAs')}
                data={[
                  { value: 'chart', label: t('chart') },
                  { value: 'table', label: t('table') },
                ]}
                value={isTable ? 'table' : 'chart'}
                onChange={(shown) => setIsTable(shown === 'table')}
              />
            </Group>
          }
        >
          {summary.data ? <Days summary={summary.data} currency={currency} today={today} /> : loading}
        </Panel>
        <Panel title={t('revenueByCategory')}>
          {summary.data ? <Categories sums={summary.data.revenueByCategory} currency={currency} /> : loading}
        </Panel>
      </div>
    </>
  );
}

/** Returns the currencies of a summary, the main one first; that of the properties without any booking. */
export function currenciesOf(summary: FinanceSummary | undefined, usual: readonly string[]): readonly string[] {
  const found = inUsualOrder(summary?.totals.map(({ currency }) => currency) ?? [], usual);
  return found.length > 0 ? found : ['EUR'];
}

/** Sorts currencies by the number of properties that use them. */
function inUsualOrder(found: readonly string[], usual: readonly string[]): string[] {
  const uses = (currency: string) => usual.filter((candidate) => candidate === currency).length;
  const all = found.length > 0 ? found : usual.slice(0, 1);
  return [...new Set(all)].sort((a, b) => uses(b) - uses(a) || a.localeCompare(b));
}
