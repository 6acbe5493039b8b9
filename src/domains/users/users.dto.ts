import { userFields } from '@bellhop/hotel';
import { boolean, uuid } from '@bellhop/protocol';
import { createBody, filterQuery, optional, pageQuery, updateBody } from '../../platform/http/request-fields.js';

const { email, name, language, role, status, allProperties, propertyIds } = userFields;
/** Filters by users who may see the property. */
const propertyId = uuid;

/** Requires either `allProperties` or `propertyIds`, except for owners, who see every property. */
export class InviteUserDto extends createBody({
  ...{ email, name, role },
  allProperties: optional(allProperties),
  propertyIds: optional(propertyIds),
}) {}

/**
 * `allProperties: false` requires `propertyIds`, unless the user already sees only some; `propertyIds` replaces the whole list.
 * A `disabled` user is signed out everywhere and cannot sign in.
 */
export class UpdateUserDto extends updateBody({
  ...{ name, language, role, allProperties, propertyIds },
  disabled: boolean,
}) {}

/** Query parameters of `GET /users`; filters are combined with AND. */
export class UserListQuery extends pageQuery({ propertyId, status, role }) {}

/** Query parameters of `GET /users/summary`. */
export class UserSummaryQuery extends filterQuery({ propertyId }) {}
