import { isDay } from '@bellhop/hotel';
import { isId, readText } from '../../ui/address.js';

/** The filters of the activity page, as the address has them. */
export interface ActivitySearch {
  /** A kind of row: `task`. */
  readonly kind?: string;
  /** The id of a user. */
  readonly person?: string;
  readonly from?: string;
  readonly to?: string;
  readonly q?: string;
}

/** Reads the filters, and drops what the server would refuse. */
export function readActivitySearch(search: Readonly<Record<string, unknown>>): ActivitySearch {
  const { kind, person, from, to } = search;
  const q = readText(search['q']);
  return {
    ...(typeof kind === 'string' && /^\w{1,64}$/.test(kind) && { kind }),
    ...(isId(person) && { person }),
    ...(isDay(from) && { from }),
    ...(isDay(to) && { to }),
    ...(q !== undefined && { q }),
  };
}
