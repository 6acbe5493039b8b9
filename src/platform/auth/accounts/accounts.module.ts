import { Global, Module } from '@nestjs/common';
import { BackgroundTasks } from '../background-tasks.js';
import { argon2id, PASSWORD_HASHING, Passwords } from '../passwords.js';
import { Devices } from '../sessions/devices.js';
import { SessionCleanup } from '../sessions/session-cleanup.js';
import { RefreshCookie } from '../sessions/refresh-cookie.js';
import { RefreshTokens } from '../sessions/refresh-tokens.js';
import { SessionResponse } from '../sessions/session-response.js';
import { SessionRenewal } from '../sessions/session-renewal.js';
import { SessionsController } from '../sessions/sessions.controller.js';
import { SignIn } from '../sessions/sign-in.js';
import { UserSessions } from '../sessions/user-sessions.js';
import { AccountLinks } from './account-links.js';
import { InvitationsController } from './invitations.controller.js';
import { Invitations } from './invitations.js';
import { InvitationAcceptance } from './invitation-acceptance.js';
import { MailTemplates } from './mail-templates.js';
import { PasswordChanges } from './password-changes.js';
import { PasswordsController } from './passwords.controller.js';
import { SignUpController } from './sign-up.controller.js';
import { SignUp } from './sign-up.js';

/**
 * Sign-in, sign-up and sign-out. Separate from AuthModule, which only authenticates: this module raises events, and the realtime
 * library, which receives them, depends on AuthModule.
 */
@Global()
@Module({
  controllers: [SessionsController, SignUpController, InvitationsController, PasswordsController],
  providers: [
    { provide: PASSWORD_HASHING, useValue: argon2id },
    Passwords,
    BackgroundTasks,
    UserSessions,
    RefreshTokens,
    RefreshCookie,
    SessionRenewal,
    SessionResponse,
    SignIn,
    Devices,
    SessionCleanup,
    AccountLinks,
    MailTemplates,
    SignUp,
    Invitations,
    InvitationAcceptance,
    PasswordChanges,
  ],
  exports: [UserSessions, Invitations],
})
export class AccountsModule {}
