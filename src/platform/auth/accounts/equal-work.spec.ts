import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Mailbox } from '../../../../test/support/mailbox.js';
import { migratedDatabase } from '../../../../test/support/prepared-database.js';
import { createDomainFixture, type DomainFixture } from '../../../../test/support/domain-fixture.js';
import { AuditLog } from '../../audit/audit-log.js';
import { SignInFailures } from '../../audit/sign-in-failures.js';
import type { Settings } from '../../config/settings.js';
import type { RunSql, SqlDriver } from '../../database/sql-driver.js';
import { BackgroundTasks } from '../background-tasks.js';
import { argon2id, type PasswordHashing, Passwords } from '../passwords.js';
import { SignIn } from '../sessions/sign-in.js';
import { UserSessions } from '../sessions/user-sessions.js';
import { AccountLinks } from './account-links.js';
import { MailTemplates } from './mail-templates.js';
import { PasswordChanges } from './password-changes.js';
import { SignUp } from './sign-up.js';

const KNOWN = 'owner@fixture.test';
const DISABLED = 'staff@fixture.test';
const UNKNOWN = 'nobody@fixture.test';
const PASSWORD = 'correct horse battery';
const ORIGIN = { address: '192.0.2.7', userAgent: null, language: 'en' as const };

/**
 * Work before a response affects its own timing, and work after it that of the next request. Both must be the same for
 * addresses with and without an account. The test counts operations instead of measuring time.
 */
describe('an address without an account', () => {
  const calls: string[] = [];
  const hashing: PasswordHashing = {
    hash: (password) => (calls.push('hash'), argon2id.hash(password)),
    verify: (passwordHash, password) => (calls.push('verify'), argon2id.verify(passwordHash, password)),
  };
  const mailbox = new Mailbox();
  let fixture: DomainFixture;
  let backgroundTasks: BackgroundTasks;
  let signIn: SignIn;
  let signUp: SignUp;
  let changes: PasswordChanges;
  beforeAll(async () => {
    fixture = await createDomainFixture(noting(await migratedDatabase()));
    const { database, clock, events, accounts } = fixture;
    const passwordHash = await argon2id.hash(PASSWORD);
    await database.query('update users set password_hash = $1', [passwordHash]);
    await database.query('update users set disabled_at = now() where email = $1', [DISABLED]);

    const settings = { publicUrl: 'https://bellhop.example' } as Settings;
    const [links, mailTemplates] = [new AccountLinks(database), new MailTemplates(settings)];
    const [passwords, audit, sessions] = [
      new Passwords(hashing, database),
      new AuditLog(clock),
      new UserSessions(clock),
    ];
    backgroundTasks = new BackgroundTasks(clock);
    const failures = new SignInFailures(audit, clock);
    signIn = new SignIn(database, accounts, passwords, sessions, audit, failures, backgroundTasks);
    signUp = new SignUp(
      database,
      accounts,
      links,
      mailTemplates,
      passwords,
      signIn,
      audit,
      backgroundTasks,
      mailbox,
      clock,
    );
    changes = new PasswordChanges(
      events,
      accounts,
      links,
      mailTemplates,
      passwords,
      sessions,
      audit,
      backgroundTasks,
      mailbox,
    );
  });
  afterAll(() => fixture.close());
  beforeEach(() => void [mailbox.mails, mailbox.rehearsed].map((mails) => mails.splice(0)));

  /** Records statements by verb and table: `insert audit_entries`. */
  function noting(driver: SqlDriver): SqlDriver {
    const noted =
      (run: RunSql): RunSql =>
      (text, ...rest) => {
        const [verb = ''] = /^\w+/.exec(text) ?? [];
        const [, table = ''] = /(?:from|into|update) "(\w+)"/.exec(text) ?? [];
        calls.push(`${verb} ${table}`.trim());
        return run(text, ...rest);
      };
    return {
      run: noted(driver.run),
      commit: (text, params, rows, options) =>
        noted((...statement) => driver.commit(...statement, options))(text, params, rows),
      transaction: (work) => driver.transaction((run) => (calls.push('begin'), work(noted(run)))),
      ping: () => driver.ping(),
      close: () => driver.close(),
    };
  }

  /** Runs `work` and returns its result, with the operations before and after it. */
  async function watched<T>(
    work: () => T,
  ): Promise<{ answer: Awaited<T>; done: readonly string[]; after: readonly string[] }> {
    await backgroundTasks.settled();
    calls.splice(0);
    const answer = await work();
    const done = calls.splice(0);
    await backgroundTasks.settled();
    const mails = mailbox.mails.length + mailbox.rehearsed.length;
    return { answer, done, after: [...calls.splice(0), `${mails} mails`] };
  }

  it('costs a failed sign-in the same work as with an account, before and after the response', async () => {
    const ways = [];
    for (const email of [UNKNOWN, KNOWN, DISABLED]) {
      const { answer, done, after } = await watched(() => signIn.byPassword(email, 'wrong', ORIGIN));
      expect(answer).toBeUndefined();
      expect(done).toEqual(['select users', 'verify']);
      ways.push(after.map((call) => call.replace('insert', 'write').replace('update', 'write')));
    }
    expect(ways[0]).toEqual(['begin', 'select', 'select audit_entries', 'write audit_entries', '0 mails']);
    expect(ways[1]).toEqual(ways[0]);
    expect(ways[2]).toEqual(ways[0]);
  });

  it('is the only case that is not audited', async () => {
    for (const email of [UNKNOWN, KNOWN]) await watched(() => signIn.byPassword(email, 'wrong', ORIGIN));
    const rows = await fixture.database.query('select target_name from audit_entries where action = $1', [
      'sign_in_failed',
    ]);
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain('nobody');
  });

  it('signs in a user with an account, with the same password check', async () => {
    const { answer, done } = await watched(() => signIn.byPassword(KNOWN, PASSWORD, ORIGIN));
    expect(answer).toMatchObject({ userId: fixture.owner.userId });
    expect(done.slice(0, 2)).toEqual(['select users', 'verify']);
  });

  it('never signs in a disabled user, even with the right password', async () => {
    const { answer, done } = await watched(() => signIn.byPassword(DISABLED, PASSWORD, ORIGIN));
    expect(answer).toBeUndefined();
    expect(done).toEqual(['select users', 'verify']);
  });

  const RESET = [
    'select users',
    'begin',
    'select users',
    'delete account_links',
    'delete account_links',
    'insert account_links',
    '1 mails',
  ];
  it.each([
    [UNKNOWN, []],
    [KNOWN, ['password-reset']],
    [DISABLED, []],
  ])('costs a password reset the same work as any other: %s', async (email, mailed) => {
    const { done, after } = await watched(() => changes.requestReset(email, 'en'));
    expect(done).toEqual([]);
    expect(after).toEqual(RESET);
    expect(mailbox.mails.map(({ kind }) => kind)).toEqual(mailed);
  });

  it('gets no working link', async () => {
    await watched(() => changes.requestReset(UNKNOWN, 'en'));
    const [{ text } = { text: '' }] = mailbox.rehearsed;
    const token = /#token=(\S+)/.exec(text)?.[1] ?? '';
    expect(token).not.toBe('');
    await expect(changes.reset({ token, newPassword: 'thirteen horses' }, null)).rejects.toMatchObject({
      code: 'invalid_link',
    });
  });

  it.each([
    [UNKNOWN, ['sign-up']],
    [KNOWN, ['already-signed-up']],
  ])('costs a sign-up the same work as any other: %s', async (email, mailed) => {
    const { done, after } = await watched(() =>
      signUp.request({ orgName: 'Nova', name: 'Nuno', email, password: PASSWORD }, 'en'),
    );
    expect(done).toEqual(['hash']);
    expect(after).toEqual(['select users', 'begin', 'delete account_links', 'insert account_links', '1 mails']);
    expect(mailbox.mails.map(({ kind }) => kind)).toEqual(mailed);
  });
});
