import { instant, oneOf, text, uuid } from '@bellhop/protocol';
import { IsString, Matches, MaxLength } from 'class-validator';
import { MayBeAbsent } from '../http/fields.js';
import { filterQuery, pageQuery } from '../http/request-fields.js';

const ACTIONS = /^[a-z_]+(?:,[a-z_]+)*$/;
const MAX_CHARACTERS = 500;

const IsActions = (): PropertyDecorator => (target, name) => {
  MayBeAbsent()(target, name);
  IsString()(target, name);
  MaxLength(MAX_CHARACTERS)(target, name);
  Matches(ACTIONS, { message: 'must be names of actions, separated by commas' })(target, name);
};

const filters = {
  actorId: uuid,
  outcome: oneOf('succeeded', 'failed'),
  /** The first moment. */
  from: instant,
  /** The first moment after. */
  to: instant,
  /** The whole address. */
  address: text(64, 1),
  /** Text of the actor's or the target's name, or of the address. */
  q: text(100, 1),
};

/** Query parameters of `GET /audit/entries.csv`; filters are combined with AND. */
export class AuditExportQuery extends filterQuery(filters) {
  /** Only these actions, separated by commas. */
  @IsActions()
  action?: string;

  /** All actions but these, separated by commas. */
  @IsActions()
  except?: string;
}

/** Query parameters of `GET /audit`. */
export class AuditQuery extends pageQuery(filters) {
  /** Only these actions, separated by commas. */
  @IsActions()
  action?: string;

  /** All actions but these, separated by commas. */
  @IsActions()
  except?: string;
}

export type AuditFilters = AuditExportQuery;
