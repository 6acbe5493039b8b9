import type { Property } from '@bellhop/hotel';
import { isArchived } from './live.js';

/** The properties, and which of them is selected. */
export interface Places {
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
  /** They are not known yet: they are being loaded, or the server did not answer. That is not the same as none. */
  readonly isPending: boolean;
}

/**
 * @param rows undefined until they are loaded
 * @param wanted the id in the address
 */
export function placesOf(rows: readonly Property[] | undefined, wanted: string | undefined): Places {
  const byId = new Map(rows?.map((row) => [row.propertyId, row]));
  const properties = rows?.filter((row) => !isArchived(row)) ?? [];
  const selected = wanted === undefined ? undefined : byId.get(wanted);
  return {
    properties,
    byId,
    selected,
    forNewRows: selected && !isArchived(selected) ? selected : properties[0],
    propertyId: selected?.propertyId ?? (rows ? undefined : wanted),
    isPending: rows === undefined,
  };
}
