import type { Task } from '@bellhop/hotel';
import { Badge, Group, Text, VisuallyHidden } from '@mantine/core';
import { IconCalendar, IconDoor, IconFlag3Filled, IconRepeat } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { plainDay } from '../../ui/days.js';
import { isOverdue } from './statuses.js';
import classes from './tasks.module.css';

export interface TaskCardContentProps {
  readonly task: Task;
  /** The current day at its property. */
  readonly today: string;
  /** Shown beside the title. */
  readonly children?: ReactNode;
}

/** The content of a card, without its actions. */
export function TaskCardContent({ task, today, children }: TaskCardContentProps) {
  const { t } = useTranslation(['tasks', 'rows']);
  const overdue = isOverdue(task, today);
  return (
    <>
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap={4}>
        <Text component="h3" fw={600} size="sm" className={classes.title} data-finished={task.status === 'cancelled'}>
          <bdi>{task.title}</bdi>
        </Text>
        {children}
      </Group>
      {task.description && (
        <Text size="xs" c="dimmed" lineClamp={2} mt={2} dir="auto">
          {task.description}
        </Text>
      )}
      <Group gap={6} mt={10}>
        {task.room && (
          <Badge color="livery" variant="light" radius="sm" leftSection={<IconDoor size={12} aria-hidden />}>
            <VisuallyHidden>{t('room')} </VisuallyHidden>
            <bdi>{task.room}</bdi>
          </Badge>
        )}
        {task.recurrenceId && (
          <Badge color="gray" variant="light" radius="sm" leftSection={<IconRepeat size={12} aria-hidden />}>
            {t('recurring')}
          </Badge>
        )}
        {task.priority === 'high' && (
          <Badge color="red" variant="light" radius="sm" leftSection={<IconFlag3Filled size={11} aria-hidden />}>
            {t('rows:task.value.priority.high')}
          </Badge>
        )}
        {task.priority === 'low' && (
          <Badge color="gray" variant="light" radius="sm">
            {t('rows:task.value.priority.low')}
          </Badge>
        )}
        {task.dueOn && (
          <Badge
            color={overdue ? 'red.9' : 'gray'}
            variant={overdue ? 'filled' : 'light'}
            radius="sm"
            leftSection={<IconCalendar size={12} aria-hidden />}
          >
            {overdue ? t('overdueSince', { day: plainDay(task.dueOn, today) }) : plainDay(task.dueOn, today)}
          </Badge>
        )}
      </Group>
    </>
  );
}
