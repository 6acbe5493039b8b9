import { userFields } from '@bellhop/hotel';
import { boolean, uuid } from '@bellhop/protocol';
import { createBody, filterQuery, optional, pageQuery, updateBody } from '../../platform/http/request-fields.js';

const { email, name, role, status, allProperties, propertyIds } = userFields;
/** Those who may see the property. */
const propertyId = uuid;

/** Either `allProperties` or `propertyIds`; an owner sees every property anyway. */
export class InviteUserDto extends createBody({
  ...{ email, name, role },
  allProperties: optional(allProperties),
  propertyIds: optional(propertyIds),
}) {}

/**
 * `allProperties: false` has to come with `propertyIds`, unless they see only some already; `propertyIds` are all that they see
 * from now on. A `disabled` user is signed out everywhere and cannot sign in.
 */
export class ChangeUserDto extends updateBody({ name, role, allProperties, propertyIds, disabled: boolean }) {}

/** Query of `GET /users`; filters that are given all have to fit. */
export class UserListQuery extends pageQuery({ propertyId, status, role }) {}

/** Query of `GET /users/summary`. */
export class UserSummaryQuery extends filterQuery({ propertyId }) {}
