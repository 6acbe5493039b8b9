import { type Role, ROLES, USER_STATUSES, type UserStatus } from '@bellhop/hotel';
import { IsIn } from 'class-validator';
import { IsId, MayBeAbsent } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/paging.js';

/** Query of `GET /users`; filters that are given all have to fit. */
export class UserListQuery extends PageQuery {
  /** Those who may see the property. */
  @MayBeAbsent()
  @IsId()
  propertyId?: string;

  @MayBeAbsent()
  @IsIn(USER_STATUSES)
  status?: UserStatus;

  @MayBeAbsent()
  @IsIn(ROLES)
  role?: Role;
}

/** Query of `GET /users/summary`. */
export class UserSummaryQuery {
  /** Those who may see the property. */
  @MayBeAbsent()
  @IsId()
  propertyId?: string;
}
