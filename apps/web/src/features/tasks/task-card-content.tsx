import type { Task } from '@bellhop/hotel';
import { VisuallyHidden } from '@mantine/core';
import { IconCalendar, IconDoor, IconFlag3Filled, IconRepeat } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { plainDay } from '../../ui/days.js';
import { Tag } from '../../ui/tag.js';
import { isOverdue } from './statuses.js';
import classes from './tasks.module.css';

/** As Mantine’s, for screen readers only. */
const HIDDEN = `${VisuallyHidden.classes.root} mantine-VisuallyHidden-root`;

export interface TaskCardContentProps {
  readonly task: Task;
  /** The current day at its property. */
  readonly today: string;
  /** Shown beside the title. */
  readonly children?: ReactNode;
}

/** The content of a card, without its actions. Of plain elements, because there may be a thousand. */
export function TaskCardContent({ task, today, children }: TaskCardContentProps) {
  const { t } = useTranslation(['tasks', 'rows']);
  const overdue = isOverdue(task, today);
  return (
    <>
      <div className={classes.top}>
        <h3 className={classes.title} data-finished={task.status === 'cancelled'}>
          <bdi>{task.title}</bdi>
        </h3>
        {children}
      </div>
      {task.description && (
        <p className={classes.description} dir="auto">
          {task.description}
        </p>
      )}
      <div className={classes.tags}>
        {task.room && (
          <Tag tone="livery" icon={IconDoor}>
            <span className={HIDDEN}>{t('room')} </span>
            <bdi>{task.room}</bdi>
          </Tag>
        )}
        {task.recurrenceId && <Tag icon={IconRepeat}>{t('recurring')}</Tag>}
        {task.priority === 'high' && (
          <Tag tone="red" icon={IconFlag3Filled}>
            {t('rows:task.value.priority.high')}
          </Tag>
        )}
        {task.priority === 'low' && <Tag>{t('rows:task.value.priority.low')}</Tag>}
        {task.dueOn && (
          <Tag tone={overdue ? 'alarm' : 'gray'} icon={IconCalendar}>
            {overdue ? t('overdueSince', { day: plainDay(task.dueOn, today) }) : plainDay(task.dueOn, today)}
          </Tag>
        )}
      </div>
    </>
  );
}
