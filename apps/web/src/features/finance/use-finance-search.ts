import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type FilterChanges, toFilters } from '../../ui/address.js';
import { usePropertyDays } from '../properties/use-property-days.js';
import { useProperties } from '../properties/use-properties.js';
import { type BookingsView, type FinanceSearch, periodOf, readFinanceSearch, viewOf } from './filters.js';
import type { Period } from './periods.js';

export interface FinanceState {
  readonly search: FinanceSearch;
  readonly period: Period & { readonly previous: Period };
  /** The filters of everything on the page. */
  readonly view: BookingsView;
  readonly change: (changes: FilterChanges<FinanceSearch>) => void;
}

/** Returns the page's state, which is in its address. */
export function useFinanceSearch(): FinanceState {
  const search = useSearch({ from: '/app/finance' });
  const navigate = useNavigate({ from: '/app/finance' });
  const { propertyId } = useProperties();
  const { today } = usePropertyDays();
  // The same while nothing of it changes: the list need not be rendered again.
  const shown = useMemo(() => {
    const period = periodOf(search, today);
    return { period, view: viewOf(search, propertyId, period) };
  }, [search, propertyId, today]);
  return {
    search,
    ...shown,
    change: (changes) => void navigate(toFilters(readFinanceSearch, changes)),
  };
}
