import { instant, text, uuid } from '@bellhop/protocol';
import { pageQuery } from '../http/request-fields.js';

/** Query parameters of `GET /activity`; filters are combined with AND. */
export class ActivityQuery extends pageQuery({
  /** A kind of row: `task`. */
  resource: text(64, 1),
  rowId: uuid,
  actorId: uuid,
  propertyId: uuid,
  /** The first moment. */
  from: instant,
  /** The first moment after. */
  to: instant,
  /** Text of the row's title or of a changed field. */
  q: text(100, 1),
}) {}
