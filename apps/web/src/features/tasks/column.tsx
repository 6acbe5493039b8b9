import type { Task, TaskStatus } from '@bellhop/hotel';
import { useLiveQuery, useShownRows } from '@bellhop/react';
import { Badge, Skeleton, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { useCallbackRef } from '@mantine/hooks';
import { memo, useCallback, useContext, useId, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { LoadMore } from '../../ui/load-more.js';
import { RowCards } from '../../ui/row-table.js';
import { FailedPanel, RefreshFailed } from '../../ui/state-panel.js';
import { useUndoable } from '../../ui/use-undoable.js';
import { usePeople } from '../../people/people.js';
import { useProperties } from '../properties/use-properties.js';
import { usePropertyDays } from '../properties/use-property-days.js';
import { hasFilters } from './filters.js';
import { BoardContext } from './board-cards.js';
import { tasks } from './live.js';
import { byUrgency, STATUSES } from './statuses.js';
import { TaskCard } from './task-card.js';
import classes from './tasks.module.css';
import { useTasksSearch } from './use-tasks-search.js';

export interface ColumnProps {
  readonly status: TaskStatus;
  /** Number of tasks, loaded or not. */
  readonly count: number | undefined;
  /** Whether the column fills the page; its title is elsewhere then. */
  readonly alone?: boolean;
  /** The same at each render, so that the cards stay as they are. */
  readonly onEdit: (task: Task) => void;
}

export function Column({ status, count, alone = false, onEdit }: ColumnProps) {
  const id = useId();
  const { t } = useTranslation(['tasks', 'rows']);
  const { icon: Mark, colour } = STATUSES[status];
  const board = useContext(BoardContext);
  const place = useCallback((element: HTMLElement | null) => board.setColumn(status, element), [board, status]);
  return (
    <section ref={place} className={classes.column} data-alone={alone} aria-labelledby={id}>
      <div className={classes.head}>
        <ThemeIcon variant="transparent" color={colour} size={20}>
          <Mark size={18} aria-hidden />
        </ThemeIcon>
        <Title order={2} fz="sm" id={id}>
          {t(`rows:task.value.status.${status}`)}
        </Title>
        {count !== undefined && (
          <Badge variant="light" color="gray" size="sm" className="bh-money">
            {count}
          </Badge>
        )}
      </div>
      <Cards status={status} isMovable={!alone} onEdit={onEdit} />
    </section>
  );
}

interface CardsProps extends Omit<ColumnProps, 'count' | 'alone'> {
  readonly isMovable: boolean;
}

const Cards = memo(function Cards({ status, isMovable, onEdit }: CardsProps) {
  const { t } = useTranslation('tasks');
  const { search, view } = useTasksSearch();
  const list = useLiveQuery(tasks, { ...view, status });
  const { rows } = list;
  const days = usePropertyDays();
  const sorted = useMemo(() => rows.toSorted(byUrgency(days)), [rows, days]);
  const shown = useShownRows(sorted, tasks.idOf);

  if (list.isPending) {
    return (
      <Stack gap={10} aria-hidden>
        <Skeleton h={116} radius={10} />
        <Skeleton h={116} radius={10} />
      </Stack>
    );
  }
  if (list.isError && rows.length === 0) {
    return <FailedPanel error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (rows.length === 0) {
    return (
      <Text size="sm" c="dimmed" ta="center" py="xl">
        {hasFilters(search) ? t('noMatch') : t(`empty.${status}`)}
      </Text>
    );
  }
  return (
    <div style={{ opacity: list.isPlaceholderData ? 0.5 : 1 }} aria-busy={list.isPlaceholderData}>
      <RefreshFailed {...list} />
      <CardList rows={shown} isMovable={isMovable} onEdit={onEdit} />
      <LoadMore {...list} />
    </div>
  );
});

interface CardListProps extends Pick<CardsProps, 'isMovable' | 'onEdit'> {
  readonly rows: readonly Task[];
}

/** Of a card with two lines of text and the room below it, in rem. */
const CARD_HEIGHT = 8.125;
const PER_GROUP = 12;

/** Rendered again only when cards change, and not with each state of their reading. */
const CardList = memo(function CardList({ rows, isMovable, onEdit }: CardListProps) {
  const { byId } = useProperties();
  const days = usePropertyDays();
  const { find } = usePeople();
  // Once for all cards: a thousand of them kept a tenth of the memory of the page.
  const undoable = useUndoable(tasks);
  const change = useCallbackRef(undoable.change);
  const remove = useCallbackRef(undoable.remove);
  const render = useCallback(
    (task: Task) => (
      <TaskCard
        key={task.taskId}
        task={task}
        propertyName={byId.get(task.propertyId)?.name}
        today={days.todayOf(task.propertyId)}
        assignee={find(task.assigneeId)}
        isMovable={isMovable}
        change={change}
        remove={remove}
        onEdit={onEdit}
      />
    ),
    [byId, days, find, isMovable, change, remove, onEdit],
  );
  return (
    <RowCards rows={rows} idOf={tasks.idOf} rowHeight={CARD_HEIGHT} perGroup={PER_GROUP}>
      {render}
    </RowCards>
  );
});
