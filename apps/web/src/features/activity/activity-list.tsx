import { IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ListStates } from '../../ui/list-states.js';
import { StatePanel } from '../../ui/state-panel.js';
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
  return (
    <ListStates
      list={entries}
      isEmpty={rows.length === 0}
      rowHeight={40}
      empty={<StatePanel icon={IconHistory} title={t('emptyTitle')} text={empty} />}
    >
      <ul className={classes.list}>
        {rows.map((entry) => (
          <ActivityItem key={entry.activityId} entry={entry} />
        ))}
      </ul>
    </ListStates>
  );
}
