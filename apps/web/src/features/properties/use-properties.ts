import { useLiveQuery } from '@bellhop/react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { properties as allProperties } from './live.js';
import { type Places, placesOf } from './property-choice.js';

const EVERYWHERE = {};

export interface PropertyChoice extends Places {
  /** They are being read, for the first time or again. */
  readonly isReading: boolean;
  readonly select: (propertyId: string | undefined) => void;
}

/** Returns the user's properties, and the one selected in the address. */
export function useProperties(): PropertyChoice {
  const list = useLiveQuery(allProperties, EVERYWHERE);
  const { data } = list;
  const wanted = useSearch({ from: '/app', select: (search) => search.property });
  const navigate = useNavigate();
  const places = useMemo(() => placesOf(data, wanted), [data, wanted]);
  return {
    ...places,
    // Only who asks is rendered again for it.
    get isReading() {
      return list.isFetching;
    },
    select: (property) =>
      void navigate({
        to: '.',
        search: ({ property: _, ...rest }) => ({ ...rest, ...(property !== undefined && { property }) }),
      }),
  };
}
