import { IconPencil, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionItem, ActionsMenu } from './actions-menu.js';
import { HistoryItem } from './history-item.js';
import type { MenuParts } from './loaded-menu.js';
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
    <ActionsMenu name={label}>
      {(Menu) => (
        <>
          {children?.(Menu)}
          <ActionItem menu={Menu} icon={IconPencil} onClick={onEdit}>
            {t('edit')}
          </ActionItem>
          {history && <HistoryItem menu={Menu} of={{ ...history, name: label }} />}
          <ActionItem menu={Menu} icon={IconTrash} isDestructive onClick={onDelete}>
            {t('delete')}
          </ActionItem>
        </>
      )}
    </ActionsMenu>
  );
}
