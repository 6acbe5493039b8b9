import { TASK_STATUSES, type Task } from '@bellhop/hotel';
import { IconUserMinus, IconUserPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useUser } from '../../session.js';
import { RowMenu } from '../../ui/row-menu.js';
import { STATUSES } from './statuses.js';

export interface TaskMenuProps {
  readonly task: Task;
  readonly onChange: (body: Partial<Task>) => void;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
}

export function TaskMenu({ task, onChange, onEdit, onDelete }: TaskMenuProps) {
  const { t } = useTranslation(['tasks', 'rows']);
  const { userId } = useUser();
  return (
    <RowMenu label={task.title} history={{ resource: 'task', rowId: task.taskId }} onEdit={onEdit} onDelete={onDelete}>
      {(Menu) => (
        <>
          <Menu.Label>{t('moveTo')}</Menu.Label>
          {TASK_STATUSES.filter((status) => status !== task.status).map((status) => {
            const { icon: Mark } = STATUSES[status];
            return (
              <Menu.Item key={status} leftSection={<Mark size={16} aria-hidden />} onClick={() => onChange({ status })}>
                {t(`rows:task.value.status.${status}`)}
              </Menu.Item>
            );
          })}
          <Menu.Divider />
          {task.assigneeId === userId ? (
            <Menu.Item
              leftSection={<IconUserMinus size={16} aria-hidden />}
              onClick={() => onChange({ assigneeId: null })}
            >
              {t('unassignMe')}
            </Menu.Item>
          ) : (
            <Menu.Item
              leftSection={<IconUserPlus size={16} aria-hidden />}
              onClick={() => onChange({ assigneeId: userId })}
            >
              {t('assignMe')}
            </Menu.Item>
          )}
          <Menu.Divider />
        </>
      )}
    </RowMenu>
  );
}
