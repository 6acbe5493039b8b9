import { LONGEST_AWAY_S } from '@bellhop/hotel';
import { IsIntText, MayBeAbsent } from '../http/fields.js';

/**
 * Query parameters of `GET /v2/away`. Ages instead of moments, because a browser's clock may be wrong, but measures a time well.
 */
export class AwayQuery {
  /** When they left: seconds before now. */
  @IsIntText(1, LONGEST_AWAY_S)
  from!: number;

  /** When they came back: seconds before now. */
  @MayBeAbsent()
  @IsIntText(0, LONGEST_AWAY_S)
  to: number = 0;
}
