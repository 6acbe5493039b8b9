import { IconPencil, IconTrash } from '@tabler/icons-react';
import type { VersionedRow } from '@bellhop/client';
import type { LiveQuery } from '@bellhop/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionItem, ActionsMenu } from './actions-menu.js';
import { HistoryItem } from './history-item.js';
import type { MenuParts } from './loaded-menu.js';
import { type HistoryOf, historyOf } from './row-history.js';

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

export function RowMenu(props: RowMenuProps) {
  return <ActionsMenu name={props.label}>{(Menu) => <RowItems menu={Menu} {...props} />}</ActionsMenu>;
}

/** A component of its own, so that what items need is there for the menu that is open, and not for each row. */
function RowItems({ menu: Menu, label, history, onEdit, onDelete, children }: RowMenuProps & RowItemsProps) {
  const { t } = useTranslation('ui');
  return (
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
  );
}

interface RowItemsProps {
  readonly menu: MenuParts;
}

export interface LiveRowMenuProps<Row extends VersionedRow, View extends object> extends Pick<RowMenuProps, 'label'> {
  readonly rows: LiveQuery<Row, View>;
  readonly row: Row;
  readonly onEdit: (row: Row) => void;
  readonly onDelete: (row: Row) => void;
}

/** The menu of one of these rows. */
export function LiveRowMenu<Row extends VersionedRow, View extends object>(props: LiveRowMenuProps<Row, View>) {
  const { rows, row, label, onEdit, onDelete } = props;
  return (
    <RowMenu label={label} history={historyOf(rows, row)} onEdit={() => onEdit(row)} onDelete={() => onDelete(row)} />
  );
}
