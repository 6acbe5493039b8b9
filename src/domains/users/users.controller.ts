import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, UseInterceptors } from '@nestjs/common';
import { type User, userSchema, type UsersSummary, usersSummarySchema } from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';
import { SnapshotCursor } from '@bellhop/realtime';
import { CurrentOrigin, type RequestOrigin } from '../../platform/audit/request-origin.js';
import { Roles } from '../../platform/access/access.decorators.js';
import { CurrentPrincipal, type Principal } from '../../platform/access/principal.js';
import { CurrentIdempotencyKey, type IdempotencyKey } from '../../platform/idempotency/idempotency-key.js';
import type { IdempotentResponse } from '../../platform/writes/writes.js';
import { RespondsWith, RespondsWithPage, Problems } from '../../platform/openapi/responses.js';
import { IdPipe } from '../../platform/http/id.pipe.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { UpdateUserDto, InviteUserDto, UserListQuery, UserSummaryQuery } from './users.dto.js';
import { UsersService } from './users.service.js';

const USER = { name: 'User', schema: userSchema };
const SUMMARY = { name: 'UsersSummary', schema: usersSummarySchema };

@Controller('users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @UseInterceptors(SnapshotCursor)
  @RespondsWithPage('Lists the users of the organisation, in the order they were added.', USER)
  list(@CurrentPrincipal() principal: Principal, @Query() query: UserListQuery): Promise<Page<User>> {
    return this.users.list(principal, query);
  }

  @Get('summary')
  @UseInterceptors(SnapshotCursor)
  @RespondsWith('Number of users by role and by status.', SUMMARY)
  summary(@CurrentPrincipal() principal: Principal, @Query() { propertyId }: UserSummaryQuery): Promise<UsersSummary> {
    return this.users.summary(principal, propertyId);
  }

  @Get(':userId')
  @UseInterceptors(SnapshotCursor)
  @RespondsWith('One user.', USER)
  get(@CurrentPrincipal() principal: Principal, @Param('userId', IdPipe) userId: string): Promise<User> {
    return this.users.get(principal, userId);
  }

  @Post()
  @Roles('owner')
  @RespondsWith('Invites a user with a link by mail.', USER)
  @Problems('conflict')
  invite(
    @CurrentPrincipal() principal: Principal,
    @Body() input: InviteUserDto,
    @CurrentOrigin() origin: RequestOrigin,
    @CurrentIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<IdempotentResponse<User>> {
    return this.users.invite(principal, input, origin, idempotencyKey);
  }

  @Post(':userId/invitation')
  @Roles('owner')
  @HttpCode(202)
  @RespondsWith('Sends the invitation again, with a new link.', USER)
  @Problems('conflict')
  inviteAgain(
    @CurrentPrincipal() principal: Principal,
    @Param('userId', IdPipe) userId: string,
    @CurrentOrigin() origin: RequestOrigin,
  ): Promise<User> {
    return this.users.inviteAgain(principal, userId, origin);
  }

  /** Owners may change any user; others only their own name and language. */
  @Patch(':userId')
  @RespondsWith('Updates a user’s name or rights, or disables or enables the user.', USER)
  @Problems('conflict')
  update(
    @CurrentPrincipal() principal: Principal,
    @Param('userId', IdPipe) userId: string,
    @Body() input: UpdateUserDto,
    @IfMatch() expected: number | undefined,
    @CurrentOrigin() origin: RequestOrigin,
  ): Promise<User> {
    return this.users.update(principal, userId, input, expected, origin);
  }

  @Delete(':userId')
  @Roles('owner')
  @HttpCode(204)
  @RespondsWith('Withdraws an invitation.')
  @Problems('conflict')
  withdraw(
    @CurrentPrincipal() principal: Principal,
    @Param('userId', IdPipe) userId: string,
    @IfMatch() expected: number | undefined,
    @CurrentOrigin() origin: RequestOrigin,
  ): Promise<void> {
    return this.users.withdraw(principal, userId, expected, origin);
  }
}
