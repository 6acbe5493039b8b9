import { Global, Module } from '@nestjs/common';
import { AccountLinks } from './accounts/account-links.js';
import { Accounts } from './accounts/accounts.js';
import { Invitations } from './accounts/invitations.js';
import { InvitationsController } from './accounts/invitations.controller.js';
import { Joining } from './accounts/joining.js';
import { Letters } from './accounts/letters.js';
import { PasswordChanges } from './accounts/password-changes.js';
import { PasswordsController } from './accounts/passwords.controller.js';
import { SignUp } from './accounts/sign-up.js';
import { SignUpController } from './accounts/sign-up.controller.js';
import { AfterAnswer } from './after-answer.js';
import { argon2id, PASSWORD_HASHING, Passwords } from './passwords.js';
import { Devices } from './sessions/devices.js';
import { OldSessions } from './sessions/old-sessions.js';
import { RefreshCookie } from './sessions/refresh-cookie.js';
import { RefreshTokens } from './sessions/refresh-tokens.js';
import { SessionAnswer } from './sessions/session-answer.js';
import { SessionRenewal } from './sessions/session-renewal.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SignIn } from './sessions/sign-in.js';
import { UserSessions } from './sessions/user-sessions.js';

/**
 * How people get in and out. Apart from AuthModule, which only looks who is there: what is here raises events, and the
 * realtime library, which takes them, asks AuthModule who reads.
 */
@Global()
@Module({
  controllers: [SessionsController, SignUpController, InvitationsController, PasswordsController],
  providers: [
    { provide: PASSWORD_HASHING, useValue: argon2id },
    Passwords,
    AfterAnswer,
    UserSessions,
    RefreshTokens,
    RefreshCookie,
    SessionRenewal,
    SessionAnswer,
    SignIn,
    Devices,
    OldSessions,
    Accounts,
    AccountLinks,
    Letters,
    SignUp,
    Invitations,
    Joining,
    PasswordChanges,
  ],
  exports: [UserSessions, Invitations],
})
export class AccountsModule {}
