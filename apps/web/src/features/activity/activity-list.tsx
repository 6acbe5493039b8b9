import { IconHistory } from '@tabler/icons-react';
import type { ActivityEntry } from '@bellhop/hotel';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ListStates } from '../../ui/list-states.js';
import { RowCards } from '../../ui/row-table.js';
import { StatePanel } from '../../ui/state-panel.js';
import { ActivityItem } from './activity-item.js';
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
  const pages = entries.data?.pages;
  const rows = useMemo(() => pages?.flatMap(({ items }) => items) ?? [], [pages]);
  return (
    <ListStates
      list={entries}
      isEmpty={rows.length === 0}
      rowHeight={40}
      empty={<StatePanel icon={IconHistory} title={t('emptyTitle')} text={empty} />}
    >
      <RowCards rows={rows} idOf={idOf} rowHeight={5.5}>
        {render}
      </RowCards>
    </ListStates>
  );
}

const idOf = ({ activityId }: ActivityEntry): string => String(activityId);

const render = (entry: ActivityEntry) => <ActivityItem key={entry.activityId} entry={entry} />;
