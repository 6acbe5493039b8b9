import { type DayRange, isId, readDays, readText } from '../../ui/address.js';

/** The filters of the activity page, as the address has them. */
export interface ActivitySearch extends DayRange {
  /** A kind of row: `task`. */
  readonly kind?: string;
  /** The id of a user. */
  readonly person?: string;
  readonly q?: string;
}

/** Reads the filters, and drops what the server would refuse. */
export function readActivitySearch(search: Readonly<Record<string, unknown>>): ActivitySearch {
  const { kind, person } = search;
  const q = readText(search['q']);
  return {
    ...(typeof kind === 'string' && /^\w{1,64}$/.test(kind) && { kind }),
    ...(isId(person) && { person }),
    ...readDays(search),
    ...(q !== undefined && { q }),
  };
}
