import { useTranslation } from 'react-i18next';
import { DownloadButton } from '../../ui/download-button.js';
import type { SummaryView } from './live.js';

export interface ExportButtonProps {
  readonly view: SummaryView;
  /** Number of bookings that fit; undefined until it is known. */
  readonly count: number | undefined;
}

/** Downloads the bookings that fit the filters as a file for spreadsheets. */
export default function ExportButton({ view, count }: ExportButtonProps) {
  const { t } = useTranslation('finance');
  return (
    <DownloadButton
      label={t('export', { count: count ?? 0 })}
      path="/finance/bookings.csv"
      query={{ ...view }}
      fileName={`bookings_${view.from ?? ''}_${view.to ?? ''}.csv`}
      failed={t('exportFailed')}
      disabled={!count}
    />
  );
}
