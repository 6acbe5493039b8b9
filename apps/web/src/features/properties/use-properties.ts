import type { Property } from '@bellhop/hotel';
import { useLiveQuery } from '@bellhop/react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { properties } from './live.js';

const EVERYWHERE = {};

export interface PropertyChoice {
  readonly properties: readonly Property[];
  readonly byId: ReadonlyMap<string, Property>;
  /** The selected property; undefined for all. */
  readonly selected: Property | undefined;
  /** The filter for lists and summaries. Until the properties are loaded, the id in the address is used unchecked. */
  readonly propertyId: string | undefined;
  readonly isPending: boolean;
  readonly select: (propertyId: string | undefined) => void;
}

/** Returns the user's properties, and the one selected in the address. */
export function useProperties(): PropertyChoice {
  const { rows, isPending } = useLiveQuery(properties, EVERYWHERE);
  const wanted = useSearch({ from: '/app', select: (search) => search.property });
  const navigate = useNavigate();
  const byId = useMemo(() => new Map(rows.map((row) => [row.propertyId, row])), [rows]);
  const selected = wanted === undefined ? undefined : byId.get(wanted);
  return {
    properties: rows,
    byId,
    selected,
    propertyId: selected?.propertyId ?? (isPending ? wanted : undefined),
    isPending,
    select: (property) =>
      void navigate({
        to: '.',
        search: ({ property: _, ...rest }) => ({ ...rest, ...(property !== undefined && { property }) }),
      }),
  };
}
