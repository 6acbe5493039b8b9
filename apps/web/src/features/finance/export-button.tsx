import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { session } from '../../session.js';
import { notifyError } from '../../ui/notify-error.js';
import type { SummaryView } from './live.js';

export interface ExportButtonProps {
  readonly view: SummaryView;
  /** Number of bookings that fit; undefined until it is known. */
  readonly count: number | undefined;
}

/** Downloads the bookings that fit the filters as a file for spreadsheets. */
export default function ExportButton({ view, count }: ExportButtonProps) {
  const { t } = useTranslation('finance');
  const [isBusy, setIsBusy] = useState(false);

  const download = async () => {
    setIsBusy(true);
    try {
      save(await read(view), `bookings_${view.from ?? ''}_${view.to ?? ''}.csv`);
    } catch (error) {
      notifyError(t('exportFailed'), error instanceof Error ? error : new Error(String(error)));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={17} aria-hidden />}
      loading={isBusy}
      disabled={!count}
      onClick={() => void download()}
    >
      {t('export', { count: count ?? 0 })}
    </Button>
  );
}

async function read(view: SummaryView): Promise<Blob> {
  const given = Object.entries(view).flatMap(([name, value]: [string, string | number | undefined]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  const response = await session.authorizedFetch(`/finance/bookings.csv?${new URLSearchParams(given).toString()}`, {});
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return response.blob();
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
