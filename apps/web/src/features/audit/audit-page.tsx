import { Paper, Stack } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useUser } from '../../session.js';
import { DownloadButton } from '../../ui/download-button.js';
import { PageHeader } from '../../ui/page-header.js';
import { usePageTitle } from '../../ui/page-title.js';
import { usePropertyDays } from '../properties/use-property-days.js';
import { AuditFilters } from './audit-filters.js';
import { AuditList } from './audit-list.js';
import { filterOf } from './audit-search.js';

/** Who did what. Every filter is in the address. */
export function AuditPage() {
  const { t } = useTranslation('audit');
  usePageTitle(t('title'));
  const { orgName } = useUser();
  const search = useSearch({ from: '/app/audit' });
  const filter = filterOf(search, usePropertyDays().timeZone);
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle', { org: orgName })}>
        <DownloadButton
          label={t('export')}
          path="/audit/entries.csv"
          query={filter}
          fileName={`${['audit', search.from, search.to].filter(Boolean).join('_')}.csv`}
          failed={t('exportFailed')}
        />
      </PageHeader>
      <Paper p={{ base: 'md', sm: 'lg' }} variant="surface">
        <Stack gap="md">
          <AuditFilters search={search} />
          <AuditList filter={filter} />
        </Stack>
      </Paper>
    </>
  );
}
