import { IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ActionItem } from './actions-menu.js';
import type { MenuParts } from './loaded-menu.js';
import { type HistoryOf, useRowHistory } from './row-history.js';

export interface HistoryItemProps {
  readonly menu: MenuParts;
  readonly of: HistoryOf;
}

/** The item of a row's menu that shows its history; nothing where no history can be shown. */
export function HistoryItem({ menu, of }: HistoryItemProps) {
  const { t } = useTranslation('ui');
  const show = useRowHistory();
  return (
    show && (
      <ActionItem menu={menu} icon={IconHistory} onClick={() => show(of)}>
        {t('history')}
      </ActionItem>
    )
  );
}
