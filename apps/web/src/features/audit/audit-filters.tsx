import { Select } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PersonFilter } from '../../people/person-filter.js';
import { type FilterChanges, toFilters } from '../../ui/address.js';
import { DayRangeInputs } from '../../ui/day-range-inputs.js';
import { Filters } from '../../ui/filters.js';
import { SearchInput } from '../../ui/search-input.js';
import { usePropertyDays } from '../properties/use-property-days.js';
import { GROUP_NAMES, isActionGroup } from './actions.js';
import { type AuditSearch, isOutcome, OUTCOMES, readAuditSearch } from './audit-search.js';

/** The filters of the audit page. */
export function AuditFilters({ search }: { search: AuditSearch }) {
  const { t } = useTranslation('audit');
  const { today } = usePropertyDays();
  const navigate = useNavigate({ from: '/app/audit' });
  const set = (changes: FilterChanges<AuditSearch>) => void navigate(toFilters(readAuditSearch, changes));
  return (
    <Filters label={t('filters')}>
      <SearchInput label={t('search')} placeholder={t('searchIn')} value={search.q} onChange={(q) => set({ q })} />
      <PersonFilter
        label={t('person')}
        everyone={t('everyone')}
        value={search.person}
        onChange={(person) => set({ person })}
      />
      <Select
        label={t('actions')}
        clearable
        placeholder={t('allActions')}
        data={GROUP_NAMES.map((value) => ({ value, label: t(`group.${value}`) }))}
        value={search.actions ?? null}
        onChange={(value) => set({ actions: isActionGroup(value) ? value : undefined })}
      />
      <Select
        label={t('outcome')}
        clearable
        placeholder={t('anyOutcome')}
        data={OUTCOMES.map((value) => ({ value, label: t(value) }))}
        value={search.outcome ?? null}
        onChange={(value) => set({ outcome: isOutcome(value) ? value : undefined })}
      />
      <DayRangeInputs range={search} today={today} onChange={set} />
    </Filters>
  );
}
