import { useLiveAggregate } from '@bellhop/react';
import { SegmentedControl, Skeleton } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { FailedPanel } from '../../ui/state-panel.js';
import { Panel } from '../../ui/panel.js';
import { usePropertyDays } from '../properties/use-property-days.js';
import { useProperties } from '../properties/use-properties.js';
import { Categories } from './categories.js';
import classes from './finance.module.css';
import { SummaryCards } from './summary-cards.js';
import { pastSummary, summary as currentSummary } from './live.js';
import { lastDays } from './periods.js';

const DayChart = lazy(() => import('./day-chart.js'));

/** The last days: totals, per day, and by category. */
export function Overview({ days }: { days: number }) {
  const { propertyId, properties, selected } = useProperties();
  const { today } = usePropertyDays();
  const { current, previous } = lastDays(days, today);
  const summary = useLiveAggregate(currentSummary, { ...current, propertyId });
  const before = useLiveAggregate(pastSummary, { ...previous, propertyId });
  const [wanted, setWanted] = useState<string>();

  if (summary.isError && !summary.data) {
    return (
      <Panel title="Overview" mb="md">
        <FailedPanel error={summary.error} onRetry={() => void summary.refetch()} />
      </Panel>
    );
  }

  const usual = selected ? [selected] : properties;
  const currencies = inUsualOrder(
    summary.data?.totals.map((totals) => totals.currency) ?? [],
    usual.map((property) => property.currency),
  );
  const currency = currencies.find((candidate) => candidate === wanted) ?? currencies[0] ?? 'EUR';
  const loading = <Skeleton h={260} />;

  return (
    <>
      <SummaryCards
        summary={summary.data}
        previous={before.isPlaceholderData ? undefined : before.data}
        currencies={currencies.length > 0 ? currencies : [currency]}
      />
      <div className={classes.grid}>
        <Panel
          title="Day by day"
          aside={
            currencies.length > 1 && (
              <SegmentedControl
                size="xs"
                aria-label="Currency"
                data={currencies}
                value={currency}
                onChange={setWanted}
              />
            )
          }
        >
          <Suspense fallback={loading}>
            {summary.data ? <DayChart summary={summary.data} currency={currency} /> : loading}
          </Suspense>
        </Panel>
        <Panel title="Revenue by category">
          {summary.data ? <Categories sums={summary.data.revenueByCategory} currency={currency} /> : loading}
        </Panel>
      </div>
    </>
  );
}

/** Sorts currencies by the number of properties that use them. */
function inUsualOrder(found: readonly string[], usual: readonly string[]): string[] {
  const uses = (currency: string) => usual.filter((candidate) => candidate === currency).length;
  const all = found.length > 0 ? found : usual.slice(0, 1);
  return [...new Set(all)].sort((a, b) => uses(b) - uses(a) || a.localeCompare(b));
}
