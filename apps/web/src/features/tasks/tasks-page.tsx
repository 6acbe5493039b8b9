import type { Task, TaskStatus } from '@bellhop/hotel';
import { useLiveAggregate } from '@bellhop/react';
import { Badge, Button, SegmentedControl } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { loadedComponent } from '../../ui/loaded-component.js';
import { PageHeader } from '../../ui/page-header.js';
import { usePageTitle } from '../../ui/page-title.js';
import { usePhone } from '../../ui/use-phone.js';
import { useQueuedRows } from '../../unsaved/use-queued-rows.js';
import { useProperties } from '../properties/use-properties.js';
import { Board } from './board.js';
import { Column } from './column.js';
import { tasks, tasksSummary } from './live.js';
import { TaskFilters } from './task-filters.js';
import { useTasksSearch } from './use-tasks-search.js';

const TaskForm = loadedComponent(() => import('./task-form.js'));

const BOARD: readonly TaskStatus[] = ['open', 'in_progress', 'done'];

export function TasksPage() {
  const { t } = useTranslation(['tasks', 'rows']);
  usePageTitle(t('tasks'));
  const {
    search: { cancelled = false },
    view,
  } = useTasksSearch();
  const { selected } = useProperties();
  const summary = useLiveAggregate(tasksSummary, view).data;
  const phone = usePhone();
  const [shown, setShown] = useState<TaskStatus>('open');
  const [form, setForm] = useState<{ task?: Task }>();
  const edit = useCallback((task: Task) => setForm({ task }), []);
  useQueuedRows(tasks);

  const statuses = cancelled ? [...BOARD, 'cancelled' as const] : BOARD;
  const visible = phone
    ? statuses.filter((status) => status === (statuses.includes(shown) ? shown : 'open'))
    : statuses;

  return (
    <>
      <PageHeader
        title={t('tasks')}
        subtitle={selected ? `${selected.name}, ${selected.city}` : t('allProperties')}
        mark={
          summary !== undefined &&
          summary.overdue > 0 && (
            <Badge color="red" variant="light" size="lg" radius="sm">
              {t('overdueCount', { count: summary.overdue })}
            </Badge>
          )
        }
      >
        <Button data-shortcut="new" leftSection={<IconPlus size={17} aria-hidden />} onClick={() => setForm({})}>
          {t('newTask')}
        </Button>
      </PageHeader>
      <TaskFilters />
      {phone && (
        <SegmentedControl
          aria-label={t('status')}
          fullWidth
          mb="md"
          value={visible[0] ?? 'open'}
          onChange={setShown}
          data={statuses.map((status) => ({
            value: status,
            label: summary
              ? t('statusCount', { status: t(`rows:task.value.status.${status}`), count: summary.byStatus[status] })
              : t(`rows:task.value.status.${status}`),
          }))}
        />
      )}
      <Board>
        {visible.map((status) => (
          <Column key={status} status={status} count={summary?.byStatus[status]} alone={phone} onEdit={edit} />
        ))}
      </Board>
      {form && <TaskForm task={form.task} onClose={() => setForm(undefined)} />}
    </>
  );
}
