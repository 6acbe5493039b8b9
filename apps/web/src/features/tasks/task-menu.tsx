import { TASK_STATUSES, type Task } from '@bellhop/hotel';
import { IconUserMinus, IconUserPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useUser } from '../../session.js';
import { ActionItem } from '../../ui/actions-menu.js';
import type { MenuParts } from '../../ui/loaded-menu.js';
import { RowMenu } from '../../ui/row-menu.js';
import { STATUSES } from './statuses.js';

export interface TaskMenuProps {
  readonly task: Task;
  readonly onChange: (body: Partial<Task>) => void;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
}

export function TaskMenu({ task, onChange, onEdit, onDelete }: TaskMenuProps) {
  return (
    <RowMenu label={task.title} history={{ resource: 'task', rowId: task.taskId }} onEdit={onEdit} onDelete={onDelete}>
      {(Menu) => <TaskItems menu={Menu} task={task} onChange={onChange} />}
    </RowMenu>
  );
}

interface TaskItemsProps extends Pick<TaskMenuProps, 'task' | 'onChange'> {
  readonly menu: MenuParts;
}

function TaskItems({ menu: Menu, task, onChange }: TaskItemsProps) {
  const { t } = useTranslation(['tasks', 'rows']);
  const { userId } = useUser();
  return (
    <>
      <Menu.Label>{t('moveTo')}</Menu.Label>
      {TASK_STATUSES.filter((status) => status !== task.status).map((status) => (
        <ActionItem key={status} menu={Menu} icon={STATUSES[status].icon} onClick={() => onChange({ status })}>
          {t(`rows:task.value.status.${status}`)}
        </ActionItem>
      ))}
      <Menu.Divider />
      {task.assigneeId === userId ? (
        <ActionItem menu={Menu} icon={IconUserMinus} onClick={() => onChange({ assigneeId: null })}>
          {t('unassignMe')}
        </ActionItem>
      ) : (
        <ActionItem menu={Menu} icon={IconUserPlus} onClick={() => onChange({ assigneeId: userId })}>
          {t('assignMe')}
        </ActionItem>
      )}
      <Menu.Divider />
    </>
  );
}
