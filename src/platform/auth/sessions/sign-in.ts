import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/audit-log.js';
import type { RequestOrigin } from '../../audit/request-origin.js';
import { SignInFailures } from '../../audit/sign-in-failures.js';
import { Database, type Tx } from '../../database/database.js';
import { type Account, Accounts } from '../accounts.js';
import { AfterAnswer } from '../after-answer.js';
import { Passwords } from '../passwords.js';
import { type SessionRecord, UserSessions } from './user-sessions.js';

/** Begins a session for whoever knows the password, or has just shown otherwise who they are. */
@Injectable()
export class SignIn {
  constructor(
    private readonly database: Database,
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly userSessions: UserSessions,
    private readonly audit: AuditLog,
    private readonly failures: SignInFailures,
    private readonly afterAnswer: AfterAnswer,
  ) {}

  /** `undefined` when no enabled user has this email and password; the answer comes after the same work as when one does. */
  async byPassword(email: string, password: string, origin: RequestOrigin): Promise<SessionRecord | undefined> {
    const account = await this.accounts.findByEmail(email);
    const matches = await this.passwords.check(account?.passwordHash, password);
    if (account && matches && !account.disabled) {
      const session = await this.database.transaction(
        async (tx) => ((await this.accounts.holdUnchanged(tx, account)) ? this.begin(tx, account, origin) : undefined),
        account,
      );
      if (session) return session;
    }
    this.#noteFailure(account, matches, origin);
    return undefined;
  }

  /** For who has proved to be `account`, in a transaction that holds their row. */
  async begin(
    tx: Tx,
    account: Pick<Account, 'orgId' | 'userId' | 'name'>,
    origin: RequestOrigin,
  ): Promise<SessionRecord> {
    const session = await this.userSessions.begin(tx, account, origin);
    await this.audit.record(tx, {
      orgId: account.orgId,
      action: 'signed_in',
      actor: account,
      details: { sessionId: session.sessionId, userAgent: session.userAgent },
      address: origin.address,
    });
    return session;
  }

  /** After the answer, and the same work for an address without an account, of which nothing is written down. */
  #noteFailure(account: Account | undefined, matches: boolean, { address }: RequestOrigin): void {
    const failure = { reason: matches ? 'disabled' : 'wrong_password', address } as const;
    this.afterAnswer.run('audit of a failed sign-in', () =>
      this.database.transaction((tx) => this.failures.note(tx, account, failure), account),
    );
  }
}
