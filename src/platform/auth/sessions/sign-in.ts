import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/audit-log.js';
import type { RequestOrigin } from '../../audit/request-origin.js';
import { SignInFailures } from '../../audit/sign-in-failures.js';
import { Database, type Tx } from '../../database/database.js';
import { type Account, Accounts } from '../accounts.js';
import { BackgroundTasks } from '../background-tasks.js';
import { Passwords } from '../passwords.js';
import { type SessionRecord, UserSessions } from './user-sessions.js';

/** Begins sessions for users who know the password or have authenticated otherwise. */
@Injectable()
export class SignIn {
  constructor(
    private readonly database: Database,
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly userSessions: UserSessions,
    private readonly audit: AuditLog,
    private readonly failures: SignInFailures,
    private readonly backgroundTasks: BackgroundTasks,
  ) {}

  /** Returns `undefined` if no enabled user has this email and password, after the same work as for a success. */
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

  /** Begins a session for an authenticated `account`, in a transaction that locks its row. */
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

  /** Records the failure in the background. For an address without an account, does the same work and records nothing. */
  #noteFailure(account: Account | undefined, matches: boolean, { address }: RequestOrigin): void {
    const failure = { reason: matches ? 'disabled' : 'wrong_password', address } as const;
    this.backgroundTasks.run('audit of a failed sign-in', () =>
      this.database.transaction((tx) => this.failures.note(tx, account, failure), account),
    );
  }
}
