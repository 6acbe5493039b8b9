import { ActionIcon } from '@mantine/core';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { HistoryItem } from './history-item.js';
import type { MenuParts } from './loaded-menu.js';
import { MenuButton } from './menu-button.js';
import type { HistoryOf } from './row-history.js';

export interface RowMenuProps {
  /** Name of the row, for screen readers. */
  readonly label: string;
  /** The row, if it has a history. */
  readonly history?: Omit<HistoryOf, 'name'>;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
  /** Returns further items, first in the menu. */
  readonly children?: (menu: MenuParts) => ReactNode;
}

export function RowMenu({ label, history, onEdit, onDelete, children }: RowMenuProps) {
  const { t } = useTranslation('ui');
  return (
    <MenuButton
      width={200}
      button={
        <ActionIcon size={32} aria-label={t('actionsFor', { name: label })}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      }
    >
      {(Menu) => (
        <>
          {children?.(Menu)}
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={onEdit}>
            {t('edit')}
          </Menu.Item>
          {history && <HistoryItem menu={Menu} of={{ ...history, name: label }} />}
          <Menu.Item
            c="var(--mantine-color-error)"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={onDelete}
          >
            {t('delete')}
          </Menu.Item>
        </>
      )}
    </MenuButton>
  );
}
