import { line } from '@bellhop/hotel';
import { IsIntText, MayBeAbsent } from '../http/fields.js';
import { Field } from '../http/request-fields.js';

const DEFAULT_LIMIT = 5;
const MAX_LIMIT = 20;

/** Query parameters of `GET /v2/search`. */
export class SearchQuery {
  /** Words that are all in a row's texts; at least two characters. */
  @Field(line(100))
  q!: string;

  /** Maximum number of rows of each kind. */
  @MayBeAbsent()
  @IsIntText(1, MAX_LIMIT)
  limit: number = DEFAULT_LIMIT;
}
