import { Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { usePhone } from '../../ui/use-phone.js';
import type { HistoryOf } from '../../ui/row-history.js';
import { ActivityList } from './activity-list.js';

export interface RowHistoryProps {
  readonly of: HistoryOf;
  readonly onClose: () => void;
}

/** A drawer with everything that happened to one row. */
export default function RowHistory({ of: { resource, rowId, name }, onClose }: RowHistoryProps) {
  const { t } = useTranslation('activity');
  const phone = usePhone();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={phone ? '100%' : 'md'}
      title={t('history', { name })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <ActivityList filter={{ resource, rowId }} empty={t('empty')} />
    </Drawer>
  );
}
