import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, UseInterceptors } from '@nestjs/common';
import { type User, userSchema, type UsersSummary, usersSummarySchema } from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';
import { SnapshotCursor } from '@bellhop/realtime';
import { CurrentOrigin, type RequestOrigin } from '../../platform/audit/request-origin.js';
import { Roles } from '../../platform/access/access.decorators.js';
import { CurrentPrincipal, type Principal } from '../../platform/access/principal.js';
import { IdempotencyKey } from '../../platform/commands/command-key.js';
import type { CommandAnswer, CommandKey } from '../../platform/commands/commands.js';
import { Answers, AnswersPage, Problems } from '../../platform/openapi/answers.js';
import { IdPipe } from '../../platform/http/id.pipe.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { ChangeUserDto, InviteUserDto, UserListQuery, UserSummaryQuery } from './users.dto.js';
import { UsersService } from './users.service.js';

const USER = { name: 'User', schema: userSchema };
const SUMMARY = { name: 'UsersSummary', schema: usersSummarySchema };

@Controller('users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @UseInterceptors(SnapshotCursor)
  @AnswersPage('Lists the users of the organisation, in the order they were added.', USER)
  list(@CurrentPrincipal() principal: Principal, @Query() query: UserListQuery): Promise<Page<User>> {
    return this.users.list(principal, query);
  }

  @Get('summary')
  @UseInterceptors(SnapshotCursor)
  @Answers('Number of users by role and by status.', SUMMARY)
  summary(@CurrentPrincipal() principal: Principal, @Query() { propertyId }: UserSummaryQuery): Promise<UsersSummary> {
    return this.users.summary(principal, propertyId);
  }

  @Get(':userId')
  @UseInterceptors(SnapshotCursor)
  @Answers('One user.', USER)
  get(@CurrentPrincipal() principal: Principal, @Param('userId', IdPipe) userId: string): Promise<User> {
    return this.users.get(principal, userId);
  }

  @Post()
  @Roles('owner')
  @Answers('Invites a user with a link by mail.', USER)
  @Problems('conflict')
  invite(
    @CurrentPrincipal() principal: Principal,
    @Body() input: InviteUserDto,
    @CurrentOrigin() origin: RequestOrigin,
    @IdempotencyKey() command: CommandKey | undefined,
  ): Promise<CommandAnswer<User>> {
    return this.users.invite(principal, input, origin, command);
  }

  @Post(':userId/invitation')
  @Roles('owner')
  @HttpCode(202)
  @Answers('Sends the invitation again, with a new link.', USER)
  @Problems('conflict')
  inviteAgain(
    @CurrentPrincipal() principal: Principal,
    @Param('userId', IdPipe) userId: string,
    @CurrentOrigin() origin: RequestOrigin,
  ): Promise<User> {
    return this.users.inviteAgain(principal, userId, origin);
  }

  /** Owners may change any user; others only their own name. */
  @Patch(':userId')
  @Answers('Updates a user’s name or rights, or disables or enables the user.', USER)
  @Problems('conflict')
  change(
    @CurrentPrincipal() principal: Principal,
    @Param('userId', IdPipe) userId: string,
    @Body() input: ChangeUserDto,
    @IfMatch() expected: number | undefined,
    @CurrentOrigin() origin: RequestOrigin,
  ): Promise<User> {
    return this.users.change(principal, userId, input, expected, origin);
  }

  @Delete(':userId')
  @Roles('owner')
  @HttpCode(204)
  @Answers('Withdraws an invitation.')
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
