import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Settings } from '../../config/settings.js';
import { AuditLog } from '../../audit/audit-log.js';
import { Mailbox } from '../../../../test/support/mailbox.js';
import { createStage, type Stage } from '../../testing/stage.js';
import { AfterAnswer } from '../after-answer.js';
import { argon2id, type PasswordHashing, Passwords } from '../passwords.js';
import { SignIn } from '../sessions/sign-in.js';
import { UserSessions } from '../sessions/user-sessions.js';
import { AccountLinks } from './account-links.js';
import { Accounts } from './accounts.js';
import { Letters } from './letters.js';
import { PasswordChanges } from './password-changes.js';
import { SignUp } from './sign-up.js';

const KNOWN = 'owner@stage.test';
const DISABLED = 'staff@stage.test';
const UNKNOWN = 'nobody@stage.test';
const PASSWORD = 'correct horse battery';
const ORIGIN = { address: '192.0.2.7', userAgent: null };

/**
 * What an answer waits for is what its time can tell, so it has to be the same for addresses that have an account and
 * for those that have none. Counted, not timed.
 */
describe('an address without an account', () => {
  const calls: string[] = [];
  const hashing: PasswordHashing = {
    hash: (password) => (calls.push('hash'), argon2id.hash(password)),
    verify: (passwordHash, password) => (calls.push('verify'), argon2id.verify(passwordHash, password)),
  };
  const mailbox = new Mailbox();
  let stage: Stage;
  let afterAnswer: AfterAnswer;
  let signIn: SignIn;
  let signUp: SignUp;
  let changes: PasswordChanges;
  beforeAll(async () => {
    stage = await createStage();
    const { database, clock, events } = stage;
    const passwordHash = await argon2id.hash(PASSWORD);
    await database.query('update users set password_hash = $1', [passwordHash]);
    await database.query('update users set disabled_at = now() where email = $1', [DISABLED]);

    const settings = { publicUrl: 'https://bellhop.example' } as Settings;
    const [accounts, links, letters] = [
      new Accounts(database),
      new AccountLinks(database, clock),
      new Letters(settings),
    ];
    const [passwords, audit, sessions] = [new Passwords(hashing), new AuditLog(clock), new UserSessions(clock)];
    afterAnswer = new AfterAnswer();
    signIn = new SignIn(database, accounts, passwords, sessions, audit, afterAnswer);
    signUp = new SignUp(database, accounts, links, letters, passwords, signIn, audit, afterAnswer, mailbox, clock);
    changes = new PasswordChanges(events, accounts, links, letters, passwords, sessions, audit, afterAnswer, mailbox);
    const [select, transaction] = [database.db.select.bind(database.db), database.transaction.bind(database)];
    jest.spyOn(database.db, 'select').mockImplementation(noted('select', select));
    jest.spyOn(database, 'transaction').mockImplementation(noted('transaction', transaction));
  });
  afterAll(() => stage.close());
  beforeEach(() => void mailbox.mails.splice(0));

  function noted<A extends unknown[], R>(name: string, work: (...args: A) => R): (...args: A) => R {
    return (...args) => (calls.push(name), work(...args));
  }

  /** What was done until the answer, and what came of it. */
  async function untilAnswer<T>(work: () => T): Promise<{ answer: Awaited<T>; done: readonly string[] }> {
    await afterAnswer.settled();
    calls.splice(0);
    const answer = await work();
    const done = [...calls];
    await afterAnswer.settled();
    return { answer, done };
  }

  it.each([UNKNOWN, KNOWN, DISABLED])('costs a failed sign-in as much as one that has one: %s', async (email) => {
    const { answer, done } = await untilAnswer(() => signIn.byPassword(email, 'wrong', ORIGIN));
    expect(answer).toBeUndefined();
    expect(done).toEqual(['select', 'verify']);
  });

  it('is the only thing that is not audited', async () => {
    for (const email of [UNKNOWN, KNOWN]) await untilAnswer(() => signIn.byPassword(email, 'wrong', ORIGIN));
    const rows = await stage.database.query('select target_name from audit_entries where action = $1', [
      'sign_in_failed',
    ]);
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain('nobody');
  });

  it('signs in who has one, with the same password check', async () => {
    const { answer, done } = await untilAnswer(() => signIn.byPassword(KNOWN, PASSWORD, ORIGIN));
    expect(answer).toMatchObject({ userId: stage.owner.userId });
    expect(done.slice(0, 2)).toEqual(['select', 'verify']);
  });

  it('never signs in who is disabled, with the right password neither', async () => {
    const { answer, done } = await untilAnswer(() => signIn.byPassword(DISABLED, PASSWORD, ORIGIN));
    expect(answer).toBeUndefined();
    expect(done).toEqual(['select', 'verify']);
  });

  it.each([
    [UNKNOWN, []],
    [KNOWN, ['password-reset']],
    [DISABLED, []],
  ])('is asked about before a password reset is answered as little as any: %s', async (email, mailed) => {
    const { done } = await untilAnswer(() => changes.requestReset(email));
    expect(done).toEqual([]);
    expect(mailbox.mails.map(({ kind }) => kind)).toEqual(mailed);
  });

  it.each([
    [UNKNOWN, ['sign-up']],
    [KNOWN, ['already-signed-up']],
  ])('signs up with the same work before the answer: %s', async (email, mailed) => {
    const { done } = await untilAnswer(() =>
      signUp.request({ orgName: 'Nova', name: 'Nuno', email, password: PASSWORD }),
    );
    expect(done).toEqual(['hash']);
    expect(mailbox.mails.map(({ kind }) => kind)).toEqual(mailed);
  });
});
