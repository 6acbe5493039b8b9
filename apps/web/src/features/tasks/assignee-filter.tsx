import { NativeSelect } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useUser } from '../../session.js';
import { usePeople } from '../../people/people.js';
import { ME } from './use-assignee.js';

/** Shows the tasks of one person; the choice is in the address. */
export function AssigneeFilter() {
  const { t } = useTranslation('tasks');
  const { userId } = useUser();
  const { assignee } = useSearch({ from: '/app/tasks' });
  const navigate = useNavigate({ from: '/app/tasks' });
  const people = usePeople().all.filter((person) => person.userId !== userId && person.status !== 'invited');
  return (
    // The browser's own list: no code of ours is loaded for it.
    <NativeSelect
      aria-label={t('assignee')}
      w={190}
      data={[
        { value: '', label: t('everyone') },
        { value: ME, label: t('mine') },
        ...people.map((person) => ({ value: person.userId, label: person.name })),
      ]}
      value={assignee ?? ''}
      onChange={({ currentTarget: { value } }) =>
        void navigate({
          search: ({ assignee: _, ...rest }) => ({ ...rest, ...(value !== '' && { assignee: value }) }),
        })
      }
    />
  );
}
