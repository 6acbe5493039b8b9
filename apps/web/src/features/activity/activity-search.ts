import { isDay } from '@bellhop/hotel';

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

const MAX_TEXT = 100;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Reads the filters, and drops what the server would refuse. */
export const readActivitySearch = ({ kind, person, from, to, q }: Record<string, unknown>): ActivitySearch => ({
  ...(typeof kind === 'string' && /^\w{1,64}$/.test(kind) && { kind }),
  ...(typeof person === 'string' && UUID.test(person) && { person }),
  ...(isDay(from) && { from }),
  ...(isDay(to) && { to }),
  // A number in the address arrives as one.
  ...((typeof q === 'string' || typeof q === 'number') &&
    String(q).trim() !== '' && { q: String(q).slice(0, MAX_TEXT) }),
});
