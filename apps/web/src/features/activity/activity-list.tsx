import { IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { LoadMore } from '../../ui/load-more.js';
import { LoadingRows } from '../../ui/loading-rows.js';
import { FailedPanel, RefreshFailed, StatePanel } from '../../ui/state-panel.js';
import { ActivityItem } from './activity-item.js';
import classes from './activity.module.css';
import { type ActivityFilter, useActivity } from './use-activity.js';

export interface ActivityListProps {
  readonly filter: ActivityFilter;
  /** Shown when there are no entries. */
  readonly empty: string;
}

/** The entries that fit a filter. */
export function ActivityList({ filter, empty }: ActivityListProps) {
  const { t } = useTranslation('activity');
  const entries = useActivity(filter);
  const rows = entries.data?.pages.flatMap(({ items }) => items) ?? [];
  if (entries.isPending) return <LoadingRows height={40} />;
  if (entries.isError && rows.length === 0) {
    return <FailedPanel error={entries.error} onRetry={() => void entries.refetch()} />;
  }
  if (rows.length === 0) return <StatePanel icon={IconHistory} title={t('emptyTitle')} text={empty} />;
  return (
    <>
      <RefreshFailed {...entries} />
      <ul className={classes.list}>
        {rows.map((entry) => (
          <ActivityItem key={entry.activityId} entry={entry} />
        ))}
      </ul>
      <LoadMore {...entries} />
    </>
  );
}
