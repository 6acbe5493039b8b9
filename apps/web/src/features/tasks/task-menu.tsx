import { TASK_STATUSES, type Task } from '@bellhop/hotel';
import { Menu } from '@mantine/core';
import { IconUserMinus, IconUserPlus } from '@tabler/icons-react';
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
  const { userId } = useUser();
  return (
    <RowMenu label={task.title} history={{ resource: 'task', rowId: task.taskId }} onEdit={onEdit} onDelete={onDelete}>
      <Menu.Label>Move to</Menu.Label>
      {TASK_STATUSES.filter((status) => status !== task.status).map((status) => {
        const { label, icon: Mark } = STATUSES[status];
        return (
          <Menu.Item key={status} leftSection={<Mark size={16} aria-hidden />} onClick={() => onChange({ status })}>
            {label}
          </Menu.Item>
        );
      })}
      <Menu.Divider />
      {task.assigneeId === userId ? (
        <Menu.Item leftSection={<IconUserMinus size={16} aria-hidden />} onClick={() => onChange({ assigneeId: null })}>
          Unassign me
        </Menu.Item>
      ) : (
        <Menu.Item
          leftSection={<IconUserPlus size={16} aria-hidden />}
          onClick={() => onChange({ assigneeId: userId })}
        >
          Assign to me
        </Menu.Item>
      )}
      <Menu.Divider />
    </RowMenu>
  );
}
