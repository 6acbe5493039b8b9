import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export interface RowMenuProps {
  /** Name of the row, for screen readers. */
  readonly label: string;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
  /** Further items, first in the menu. */
  readonly children?: ReactNode;
}

export function RowMenu({ label, onEdit, onDelete, children }: RowMenuProps) {
  const { t } = useTranslation('ui');
  return (
    <Menu width={200}>
      <Menu.Target>
        <ActionIcon size={32} aria-label={t('actionsFor', { name: label })}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {children}
        <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={onEdit}>
          {t('edit')}
        </Menu.Item>
        <Menu.Item c="var(--mantine-color-error)" leftSection={<IconTrash size={16} aria-hidden />} onClick={onDelete}>
          {t('delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
