import { TASK_STATUSES, type Task } from '@bellhop/contracts';
import { Badge, Button, Group, Menu, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCalendar, IconFlag3Filled, IconUserMinus, IconUserPlus } from '@tabler/icons-react';
import { useJustArrived } from '../../live/arrivals.js';
import { useRowCommands } from '../../live/rows.js';
import { useUser } from '../../session.js';
import { plainDay } from '../../ui/days.js';
import { RowMenu } from '../../ui/row-menu.js';
import { tasks } from './live.js';
import { isOverdue, NEXT_STEP, PRIORITY_NAMES, STATUSES } from './statuses.js';
import classes from './tasks.module.css';

export interface TaskCardProps {
  readonly task: Task;
  readonly propertyName: string | undefined;
  readonly onEdit: (task: Task) => void;
  readonly onDelete: (task: Task) => void;
}

export function TaskCard({ task, propertyName, onEdit, onDelete }: TaskCardProps) {
  const { userId } = useUser();
  const { change } = useRowCommands(tasks);
  const overdue = isOverdue(task);
  const next = NEXT_STEP[task.status];
  const mine = task.assigneeId === userId;

  const patch = (body: Partial<Task>) =>
    change.mutate(
      { row: task, body },
      {
        onError: (error) =>
          notifications.show({
            color: 'red',
            title: 'The task was not changed',
            message: error.message,
            role: 'alert',
          }),
      },
    );

  return (
    <li className={classes.card} data-arrived={useJustArrived(task.taskId)} aria-busy={change.isPending}>
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap={4}>
        <Text component="h3" fw={600} size="sm" className={classes.title} data-finished={task.status === 'cancelled'}>
          {task.title}
        </Text>
        <RowMenu label={task.title} onEdit={() => onEdit(task)} onDelete={() => onDelete(task)}>
          <Menu.Label>Move to</Menu.Label>
          {TASK_STATUSES.filter((status) => status !== task.status).map((status) => {
            const { label, icon: Mark } = STATUSES[status];
            return (
              <Menu.Item key={status} leftSection={<Mark size={16} aria-hidden />} onClick={() => patch({ status })}>
                {label}
              </Menu.Item>
            );
          })}
          <Menu.Divider />
          {mine ? (
            <Menu.Item
              leftSection={<IconUserMinus size={16} aria-hidden />}
              onClick={() => patch({ assigneeId: null })}
            >
              Give back
            </Menu.Item>
          ) : (
            <Menu.Item
              leftSection={<IconUserPlus size={16} aria-hidden />}
              onClick={() => patch({ assigneeId: userId })}
            >
              Take this task
            </Menu.Item>
          )}
          <Menu.Divider />
        </RowMenu>
      </Group>
      {task.description && (
        <Text size="xs" c="dimmed" lineClamp={2} mt={2}>
          {task.description}
        </Text>
      )}
      <Group gap={6} mt={10}>
        {task.priority === 'high' && (
          <Badge color="red" variant="light" radius="sm" leftSection={<IconFlag3Filled size={11} aria-hidden />}>
            High
          </Badge>
        )}
        {task.priority === 'low' && (
          <Badge color="gray" variant="light" radius="sm">
            {PRIORITY_NAMES.low}
          </Badge>
        )}
        {task.dueOn && (
          <Badge
            color={overdue ? 'red.9' : 'gray'}
            variant={overdue ? 'filled' : 'light'}
            radius="sm"
            leftSection={<IconCalendar size={12} aria-hidden />}
          >
            {overdue ? `Overdue, ${plainDay(task.dueOn)}` : plainDay(task.dueOn)}
          </Badge>
        )}
      </Group>
      <Group justify="space-between" wrap="nowrap" gap="xs" mt={10} mih={30}>
        <div style={{ minWidth: 0 }}>
          <Text size="xs" c="dimmed" truncate>
            {propertyName}
          </Text>
          <Text size="xs" fw={mine ? 600 : 400} c={mine ? 'bright' : 'dimmed'}>
            {mine ? 'Assigned to you' : task.assigneeId === null ? 'Unassigned' : 'Assigned to a colleague'}
          </Text>
        </div>
        {next && (
          <Button
            size="compact-sm"
            fz="xs"
            variant="light"
            aria-label={`${next.label}: ${task.title}`}
            loading={change.isPending}
            onClick={() => patch({ status: next.to })}
          >
            {next.label}
          </Button>
        )}
      </Group>
    </li>
  );
}
