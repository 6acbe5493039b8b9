import type { Property } from '@bellhop/hotel';
import { useLiveQuery } from '@bellhop/react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { properties } from './live.js';

const EVERYWHERE = {};

export interface PropertyChoice {
  readonly properties: readonly Property[];
  readonly byId: ReadonlyMap<string, Property>;
  /** The property that is looked at; undefined for all. */
  readonly selected: Property | undefined;
  /** As lists and summaries take it; what the address says is taken at its word until the properties are there. */
  readonly propertyId: string | undefined;
  readonly isPending: boolean;
  readonly select: (propertyId: string | undefined) => void;
}

/** The user's properties, and which of them the address says is looked at. */
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
