import { Paper, Select, Stack } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type FilterChanges, toFilters } from '../../ui/address.js';
import { momentsOf } from '../../ui/day-bounds.js';
import { DayRangeInputs } from '../../ui/day-range-inputs.js';
import { Filters } from '../../ui/filters.js';
import { PageHeader } from '../../ui/page-header.js';
import { usePageTitle } from '../../ui/page-title.js';
import { ROW_KINDS } from '../../ui/row-kinds.js';
import { kindName } from '../../ui/row-words.js';
import { SearchInput } from '../../ui/search-input.js';
import { useProperties } from '../properties/use-properties.js';
import { usePropertyDays } from '../properties/use-property-days.js';
import { PersonFilter } from '../../people/person-filter.js';
import { ActivityList } from './activity-list.js';
import { type ActivitySearch, readActivitySearch } from './activity-search.js';

/** Who added, changed and deleted what. Every filter is in the address. */
export function ActivityPage() {
  const { t } = useTranslation('activity');
  usePageTitle(t('title'));
  const { kind, person, q, ...days } = useSearch({ from: '/app/activity' });
  const navigate = useNavigate({ from: '/app/activity' });
  const { propertyId } = useProperties();
  const { today, timeZone } = usePropertyDays();
  const set = (changes: FilterChanges<ActivitySearch>) => void navigate(toFilters(readActivitySearch, changes));
  const filter = { resource: kind, actorId: person, propertyId, q, ...momentsOf(days, timeZone) };
  const isFiltered = Object.values(filter).some((value) => value !== undefined);

  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <Paper p={{ base: 'md', sm: 'lg' }} variant="surface">
        <Stack gap="md">
          <Filters>
            <SearchInput label={t('search')} value={q} onChange={(words) => set({ q: words })} />
            <Select
              label={t('kind')}
              clearable
              placeholder={t('allKinds')}
              data={[...ROW_KINDS.keys()].map((value) => ({ value, label: kindName(value) }))}
              value={kind ?? null}
              onChange={(value) => set({ kind: value ?? undefined })}
            />
            <PersonFilter
              label={t('person')}
              everyone={t('allPeople')}
              value={person}
              onChange={(userId) => set({ person: userId })}
            />
            <DayRangeInputs range={days} today={today} onChange={set} />
          </Filters>
          <ActivityList filter={filter} empty={isFiltered ? t('noMatch') : t('empty')} />
        </Stack>
      </Paper>
    </>
  );
}
