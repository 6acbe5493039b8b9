import type { VersionedRow } from '@bellhop/client';
import type { LiveQuery } from '@bellhop/react';
import { IconCloudUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useIsQueued } from './use-queued-rows.js';

export interface QueuedMarkProps<Row extends VersionedRow, View extends object> {
  readonly rows: LiveQuery<Row, View>;
  readonly row: Row;
}

/** Marks a row of which a change has not been saved yet. */
export function QueuedMark<Row extends VersionedRow, View extends object>({ rows, row }: QueuedMarkProps<Row, View>) {
  return useIsQueued(rows, row) && <Mark />;
}

function Mark() {
  const { t } = useTranslation('ui');
  return (
    <IconCloudUp size={16} role="img" aria-label={t('notSavedYet')} color="var(--mantine-color-brass-text)">
      <title>{t('notSavedYet')}</title>
    </IconCloudUp>
  );
}
