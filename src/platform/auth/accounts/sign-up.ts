import { Inject, Injectable } from '@nestjs/common';
import type { Language } from '@bellhop/hotel';
import type { Clock } from '@bellhop/realtime';
import { AuditLog } from '../../audit/audit-log.js';
import type { RequestOrigin } from '../../audit/request-origin.js';
import { Database } from '../../database/database.js';
import { conflict, invalidField, ProblemException } from '../../http/problem.js';
import { MAILER, type Mailer } from '../../mail/mailer.js';
import { CLOCK } from '../../time/clock.js';
import { Accounts } from '../accounts.js';
import { BackgroundTasks } from '../background-tasks.js';
import { requireHardToGuess } from '../password-rule.js';
import { Passwords } from '../passwords.js';
import { SignIn } from '../sessions/sign-in.js';
import type { SessionRecord } from '../sessions/user-sessions.js';
import { AccountLinks } from './account-links.js';
import { isAddressTaken } from './address-taken.js';
import type { SignUpDto } from './dto/account.dto.js';
import { MailTemplates } from './mail-templates.js';

/** Sign-up of an org: a request, confirmed by a link mailed to its address. */
@Injectable()
export class SignUp {
  constructor(
    private readonly database: Database,
    private readonly accounts: Accounts,
    private readonly links: AccountLinks,
    private readonly mailTemplates: MailTemplates,
    private readonly passwords: Passwords,
    private readonly signIn: SignIn,
    private readonly audit: AuditLog,
    private readonly backgroundTasks: BackgroundTasks,
    @Inject(MAILER) private readonly mailer: Mailer,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Mails a link, in the language of the request, or a note if the address already has an account. The response, and the
   * work before it, are the same.
   * @throws ProblemException `validation_failed` for an easily guessed password
   */
  async request({ orgName, name, email, password }: SignUpDto, language: Language): Promise<void> {
    requireHardToGuess('password', password, [email, name, orgName]);
    const passwordHash = await this.passwords.hash(password);
    this.backgroundTasks.run('sign-up', async () => {
      const account = await this.accounts.findByEmail(email);
      const request = { orgName, name, email: email.toLowerCase(), passwordHash };
      // Also if there is an account, to do the same work; no one receives that link.
      const token = await this.database.transaction((tx) => this.links.issueSignUp(tx, request));
      const to = { email, language: account?.language ?? language };
      const mail = account ? this.mailTemplates.alreadySignedUp(to) : this.mailTemplates.signUp(to, token);
      this.backgroundTasks.mail('mail of a sign-up', () => this.mailer.send(mail));
    });
  }

  /**
   * Requires the password again. Otherwise someone could sign up with another person's address and would know the password
   * of the account that the person creates by following the link. A wrong password leaves the link valid.
   * @throws ProblemException `invalid_link`; `validation_failed` for a wrong password; `conflict` when the address has got
   *   an account meanwhile
   */
  async confirm(token: string, password: string, origin: RequestOrigin): Promise<SessionRecord> {
    const request = await this.links.findSignUp(token);
    if (!request) throw new ProblemException('invalid_link');
    if (!(await this.passwords.check(request.passwordHash, password))) {
      throw invalidField('password', 'is not the one you signed up with', 'otherPassword');
    }
    try {
      return await this.database.transaction(async (tx) => {
        if (!(await this.links.useSignUp(tx, token))) throw new ProblemException('invalid_link');
        const id = await this.accounts.found(tx, request, new Date(this.clock.now()));
        const owner = { ...id, name: request.name };
        await this.audit.record(tx, {
          orgId: id.orgId,
          action: 'org_created',
          actor: owner,
          target: { id: id.orgId, name: request.orgName },
          address: origin.address,
        });
        return this.signIn.begin(tx, owner, origin);
      });
    } catch (error) {
      if (!isAddressTaken(error)) throw error;
      throw conflict('accountExists', 'This email address already has an account. Sign in.');
    }
  }
}
