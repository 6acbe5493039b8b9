import { ActionIcon } from '@mantine/core';
import { IconDots, IconHistory, IconPencil, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { MenuButton, type MenuParts } from './menu-button.js';
import { type HistoryOf, useRowHistory } from './row-history.js';

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
  const showHistory = useRowHistory();
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
          {history && showHistory && (
            <Menu.Item
              leftSection={<IconHistory size={16} aria-hidden />}
              onClick={() => showHistory({ ...history, name: label })}
            >
              {t('history')}
            </Menu.Item>
          )}
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
