import { addDays, isDay } from '@bellhop/hotel';
import { Paper, Select, Stack } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type FilterChanges, toFilters } from '../../ui/address.js';
import { startOfDay } from '../../ui/day-bounds.js';
import { DayInput } from '../../ui/day-input.js';
import { PageHeader } from '../../ui/page-header.js';
import { ROW_KINDS } from '../../ui/row-kinds.js';
import { kindName } from '../../ui/row-words.js';
import { SearchInput } from '../../ui/search-input.js';
import { useProperties } from '../properties/use-properties.js';
import { usePropertyDays } from '../properties/use-property-days.js';
import { PersonFilter } from '../../people/person-filter.js';
import classes from './activity.module.css';
import { ActivityList } from './activity-list.js';
import { type ActivitySearch, readActivitySearch } from './activity-search.js';

/** Who added, changed and deleted what. Every filter is in the address. */
export function ActivityPage() {
  const { t } = useTranslation('activity');
  useDocumentTitle(t('page'));
  const { kind, person, from, to, q } = useSearch({ from: '/app/activity' });
  const navigate = useNavigate({ from: '/app/activity' });
  const { properties, selected, propertyId } = useProperties();
  const { today } = usePropertyDays();
  const set = (changes: FilterChanges<ActivitySearch>) => void navigate(toFilters(readActivitySearch, changes));
  // Days are those of the property; of several, those of the first.
  const timeZone = (selected ?? properties[0])?.timezone ?? 'UTC';
  const filter = {
    resource: kind,
    actorId: person,
    propertyId,
    from: from && startOfDay(from, timeZone),
    to: to && startOfDay(addDays(to, 1), timeZone),
    q,
  };
  const isFiltered = Object.values(filter).some((value) => value !== undefined);

  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <Paper p={{ base: 'md', sm: 'lg' }} variant="surface">
        <Stack gap="md">
          <div className={classes.filters} role="search">
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
            <DayInput
              label={t('from')}
              today={today}
              value={from ?? null}
              onChange={(day) => set({ from: isDay(day) ? day : undefined })}
            />
            <DayInput
              label={t('to')}
              today={today}
              value={to ?? null}
              onChange={(day) => set({ to: isDay(day) ? day : undefined })}
            />
          </div>
          <ActivityList filter={filter} empty={isFiltered ? t('noMatch') : t('empty')} />
        </Stack>
      </Paper>
    </>
  );
}
