import { TASK_DUE } from '@bellhop/hotel';
import { Group, NativeSelect, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { usePeople } from '../../people/people.js';
import { useUser } from '../../session.js';
import { SearchInput } from '../../ui/search-input.js';
import { ME } from './filters.js';
import { useTasksSearch } from './use-tasks-search.js';

/** Filters of the board. Each is in the address. */
export function TaskFilters() {
  const { t } = useTranslation('tasks');
  const { userId } = useUser();
  const { search, change } = useTasksSearch();
  const people = usePeople().all.filter((person) => person.userId !== userId && person.status !== 'invited');
  return (
    <Group role="search" aria-label={t('filters')} gap="sm" mb="md">
      <SearchInput
        aria-label={t('search')}
        placeholder={t('searchPlaceholder')}
        flex="1 1 9rem"
        maw={{ base: 'none', sm: 320 }}
        value={search.q}
        onChange={(q) => change({ q })}
      />
      {/* The browser's own lists: no code of ours is loaded for them. */}
      <NativeSelect
        aria-label={t('assignee')}
        flex="1 1 9rem"
        maw={{ base: 'none', sm: 220 }}
        data={[
          { value: '', label: t('everyone') },
          { value: ME, label: t('mine') },
          ...people.map((person) => ({ value: person.userId, label: person.name })),
        ]}
        value={search.assignee ?? ''}
        onChange={({ currentTarget: { value } }) => change({ assignee: value || undefined })}
      />
      <NativeSelect
        aria-label={t('due')}
        flex="1 1 9rem"
        maw={{ base: 'none', sm: 220 }}
        data={[
          { value: '', label: t('anyDue') },
          ...TASK_DUE.map((due) => ({ value: due, label: t(`dueNames.${due}`) })),
        ]}
        value={search.due ?? ''}
        onChange={({ currentTarget: { value } }) => change({ due: TASK_DUE.find((due) => due === value) })}
      />
      <Switch
        label={t('showCancelled')}
        checked={search.cancelled ?? false}
        onChange={({ currentTarget: { checked } }) => change({ cancelled: checked || undefined })}
      />
    </Group>
  );
}
