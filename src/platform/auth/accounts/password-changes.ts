import { Inject, Injectable } from '@nestjs/common';
import type { Language } from '@bellhop/hotel';
import { DomainEvents, type UnitOfWork } from '@bellhop/realtime';
import type { Principal } from '../../access/principal.js';
import { type AuditAction, AuditLog } from '../../audit/audit-log.js';
import type { Tx } from '../../database/database.js';
import { invalidField, ProblemException } from '../../http/problem.js';
import { MAILER, type Mailer } from '../../mail/mailer.js';
import { type Account, Accounts, NOBODY } from '../accounts.js';
import { BackgroundTasks } from '../background-tasks.js';
import { requireHardToGuess } from '../password-rule.js';
import { Passwords } from '../passwords.js';
import { UserSessions } from '../sessions/user-sessions.js';
import { AccountLinks } from './account-links.js';
import type { ChangePasswordDto, ResetPasswordDto } from './dto/account.dto.js';
import { MailTemplates } from './mail-templates.js';

/** Password changes, with the old password or a mailed link. Both end sessions that someone else may have. */
@Injectable()
export class PasswordChanges {
  constructor(
    private readonly events: DomainEvents<Tx>,
    private readonly accounts: Accounts,
    private readonly links: AccountLinks,
    private readonly mailTemplates: MailTemplates,
    private readonly passwords: Passwords,
    private readonly userSessions: UserSessions,
    private readonly audit: AuditLog,
    private readonly backgroundTasks: BackgroundTasks,
    @Inject(MAILER) private readonly mailer: Mailer,
  ) {}

  /**
   * Changes the password and ends the user's other sessions.
   * @throws ProblemException `validation_failed` for a wrong current password; 401 would mean that the session has
   *   ended
   */
  async change(principal: Principal, input: ChangePasswordDto, address: string | null): Promise<void> {
    const { email, name, orgName, sessionId } = principal;
    const account = await this.accounts.find(principal);
    if (!account || !(await this.passwords.check(account.passwordHash, input.currentPassword))) {
      throw invalidField('currentPassword', 'is not your password', 'wrongPassword');
    }
    requireHardToGuess('newPassword', input.newPassword, [email, name, orgName]);
    const passwordHash = await this.passwords.hash(input.newPassword);
    await this.events.transaction(async (unit) => {
      const now = await this.accounts.lock(unit.tx, principal);
      // Changed concurrently: the given password is no longer the current one.
      if (now?.passwordHash !== account.passwordHash)
        throw invalidField('currentPassword', 'is not your password', 'wrongPassword');
      await this.#set(unit, account, passwordHash, { action: 'password_changed', address, except: sessionId });
    }, principal);
  }

  /**
   * Mails a link if the address has an account, in its user’s language or else that of the request. For any other address
   * does the same work, with a link that no one receives and a mail that is not sent.
   */
  requestReset(email: string, language: Language): void {
    this.backgroundTasks.run('password reset', async () => {
      const account = await this.accounts.findByEmail(email);
      const { owner, token } = await this.events.transaction(async ({ tx }) => {
        const now = await this.accounts.lock(tx, account ?? NOBODY);
        const owner = now && !now.disabled ? now : undefined;
        return { owner, token: await this.links.issue(tx, 'password-reset', owner ?? NOBODY) };
      }, account ?? NOBODY);
      const to = { email: owner?.email ?? email, language: owner?.language ?? language };
      const mail = this.mailTemplates.passwordReset(to, token);
      this.backgroundTasks.mail('mail of a password reset', () =>
        owner ? this.mailer.send(mail) : this.mailer.rehearse(mail),
      );
    });
  }

  /**
   * Sets the password and ends all sessions of the user.
   * @throws ProblemException `invalid_link`; `validation_failed` for an easily guessed password
   */
  async reset({ token, newPassword }: ResetPasswordDto, address: string | null): Promise<void> {
    const id = await this.links.find(token, 'password-reset');
    const owner = id && (await this.accounts.find(id));
    if (!id || !owner) throw new ProblemException('invalid_link');
    requireHardToGuess('newPassword', newPassword, [owner.name, owner.email]);
    const passwordHash = await this.passwords.hash(newPassword);
    await this.events.transaction(async (unit) => {
      const account = await this.accounts.lock(unit.tx, id);
      const used = account && !account.disabled && (await this.links.use(unit.tx, token, 'password-reset'));
      if (!used) throw new ProblemException('invalid_link');
      await this.#set(unit, account, passwordHash, { action: 'password_reset', address });
    }, id);
  }

  async #set(
    unit: UnitOfWork<Tx>,
    account: Account,
    passwordHash: string,
    { action, address, except }: { action: AuditAction; address: string | null; except?: string },
  ): Promise<void> {
    const { orgId, userId, name } = account;
    await this.accounts.setPassword(unit.tx, account, passwordHash);
    // Whoever knew the old password may have requested a reset link before, so those links become invalid too.
    await this.links.withdraw(unit.tx, 'password-reset', account);
    const reason = 'password_changed';
    const ended = await this.userSessions.endAllOf(unit, {
      orgId,
      userId,
      reason,
      ...(except !== undefined && { except }),
    });
    await this.audit.record(unit.tx, {
      orgId,
      action,
      actor: { userId, name },
      details: { sessionsEnded: ended.length },
      address,
    });
  }
}
