import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessTokens } from './access-tokens.js';
import { AuthController } from './auth.controller.js';
import { AuthGuard } from './auth.guard.js';
import { Principals } from './principals.js';
import { RouteAccesses } from './route-access.js';
import { SessionAccess } from './session-access.js';
import { SignedInUsers } from './signed-in-users.js';
import { Tickets } from './tickets.js';
import { Viewers } from './viewers.js';

@Global()
@Module({
  controllers: [AuthController],
  providers: [
    AccessTokens,
    Principals,
    RouteAccesses,
    SessionAccess,
    SignedInUsers,
    Tickets,
    Viewers,
    { provide: APP_GUARD, useClass: AuthGuard },
  ],
  exports: [AccessTokens, Principals, RouteAccesses, SessionAccess, SignedInUsers, Viewers],
})
export class AuthModule {}
