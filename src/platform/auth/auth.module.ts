import { Global, Module } from '@nestjs/common';
import { AccessTokens } from './access-tokens.js';
import { AuthController } from './auth.controller.js';
import { SessionAccess } from './session-access.js';
import { SignedInUsers } from './signed-in-users.js';
import { Tickets } from './tickets.js';
import { Viewers } from './viewers.js';

@Global()
@Module({
  controllers: [AuthController],
  providers: [AccessTokens, SessionAccess, SignedInUsers, Tickets, Viewers],
  exports: [AccessTokens, SessionAccess, SignedInUsers, Tickets, Viewers],
})
export class AuthModule {}
