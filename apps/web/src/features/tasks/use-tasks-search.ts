import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useUser } from '../../session.js';
import { type FilterChanges, toFilters } from '../../ui/address.js';
import { usePropertyDays } from '../properties/use-property-days.js';
import { useProperties } from '../properties/use-properties.js';
import { ME, readTasksSearch, type TasksSearch, type TasksView } from './filters.js';

export interface TasksState {
  readonly search: TasksSearch;
  /** The filters of every column and of the counts. */
  readonly view: TasksView;
  readonly change: (changes: FilterChanges<TasksSearch>) => void;
}

/** Returns the page's state, which is in its address. */
export function useTasksSearch(): TasksState {
  const search = useSearch({ from: '/app/tasks' });
  const navigate = useNavigate({ from: '/app/tasks' });
  const { userId } = useUser();
  const { propertyId, byId } = useProperties();
  const { todayOf } = usePropertyDays();
  const view = useMemo(() => {
    const { assignee, due, q } = search;
    return {
      propertyId,
      assigneeId: assignee === ME ? userId : assignee,
      q,
      due,
      todays:
        due === undefined || due === 'none'
          ? undefined
          : Object.fromEntries([...byId.keys()].map((id) => [id, todayOf(id)])),
    };
  }, [search, userId, propertyId, byId, todayOf]);
  return {
    search,
    view,
    change: (changes) => void navigate(toFilters(readTasksSearch, changes)),
  };
}
