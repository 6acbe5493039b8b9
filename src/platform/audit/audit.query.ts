import { IsString, Matches, MaxLength } from 'class-validator';
import { MayBeAbsent } from '../http/fields.js';
import { PageQuery } from '../http/paging.js';

const ACTIONS = /^[a-z_]+(?:,[a-z_]+)*$/;
const MAX_CHARACTERS = 500;

const IsActions = (): PropertyDecorator => (target, name) => {
  MayBeAbsent()(target, name);
  IsString()(target, name);
  MaxLength(MAX_CHARACTERS)(target, name);
  Matches(ACTIONS, { message: 'must be names of actions, separated by commas' })(target, name);
};

/** Query parameters of `GET /audit`. */
export class AuditQuery extends PageQuery {
  /** Only these actions, separated by commas. */
  @IsActions()
  action?: string;

  /** All actions but these, separated by commas. */
  @IsActions()
  except?: string;
}
