import type { Property } from '@bellhop/hotel';
import { useLiveQuery } from '@bellhop/react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { isArchived, properties as allProperties } from './live.js';

const EVERYWHERE = {};

export interface PropertyChoice {
  /** Those in use, to choose from. */
  readonly properties: readonly Property[];
  /** Archived ones too: their rows remain. */
  readonly byId: ReadonlyMap<string, Property>;
  /** The selected property, which may be archived; undefined for all. */
  readonly selected: Property | undefined;
  /** Where a new row belongs unless the user chooses another property; undefined if there is none in use. */
  readonly forNewRows: Property | undefined;
  /** The filter for lists and summaries. Until the properties are loaded, the id in the address is used unchecked. */
  readonly propertyId: string | undefined;
  readonly isPending: boolean;
  readonly select: (propertyId: string | undefined) => void;
}

/** Returns the user's properties, and the one selected in the address. */
export function useProperties(): PropertyChoice {
  const { rows, isPending } = useLiveQuery(allProperties, EVERYWHERE);
  const wanted = useSearch({ from: '/app', select: (search) => search.property });
  const navigate = useNavigate();
  const byId = useMemo(() => new Map(rows.map((row) => [row.propertyId, row])), [rows]);
  const properties = useMemo(() => rows.filter((row) => !isArchived(row)), [rows]);
  const selected = wanted === undefined ? undefined : byId.get(wanted);
  return {
    properties,
    byId,
    selected,
    forNewRows: selected && !isArchived(selected) ? selected : properties[0],
    propertyId: selected?.propertyId ?? (isPending ? wanted : undefined),
    isPending,
    select: (property) =>
      void navigate({
        to: '.',
        search: ({ property: _, ...rest }) => ({ ...rest, ...(property !== undefined && { property }) }),
      }),
  };
}
