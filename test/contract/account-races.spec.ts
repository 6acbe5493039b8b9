import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Accounts } from '../../src/platform/auth/accounts.js';
import { hashPassword } from '../../src/platform/auth/passwords.js';
import { RefreshTokens } from '../../src/platform/auth/sessions/refresh-tokens.js';
import { SessionRenewal } from '../../src/platform/auth/sessions/session-renewal.js';
import { SignIn } from '../../src/platform/auth/sessions/sign-in.js';
import type { SessionRecord } from '../../src/platform/auth/sessions/user-sessions.js';
import { Database } from '../../src/platform/database/database.js';
import { createApp } from '../../src/create-app.js';
import { TEST_SETTINGS } from '../support/app.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';

const EMAIL = 'owner@aurora.test';
const PASSWORD = 'bellhop-demo';
const ORIGIN = { address: null, userAgent: null, language: 'en' as const };

/** Races that PGlite cannot show, since it runs one transaction after the other. */
describe('accounts on PostgreSQL', () => {
  let postgres: TestPostgres;
  let app: NestFastifyApplication;
  let database: Database;
  beforeAll(async () => {
    postgres = await startPostgres();
    const settings = { ...TEST_SETTINGS, database: { kind: 'postgres', url: postgres.url, poolSize: 20 } } as const;
    app = await createApp({ settings });
    database = app.get(Database);
  });
  afterAll(async () => {
    await app.close();
    await postgres.stop();
  });

  const signIn = () => app.get(SignIn).byPassword(EMAIL, PASSWORD, ORIGIN);
  const mustSignIn = async (): Promise<SessionRecord> => {
    const session = await signIn();
    if (!session) throw new Error('the sign-in failed');
    return session;
  };
  const alive = (sessionId: string) =>
    database.query('select 1 from sessions where session_id = $1 and ended_at is null', [sessionId]);
  /** Settles when `count` statements wait for a lock. */
  async function waiting(count: number): Promise<void> {
    const waiters = `select 1 from pg_stat_activity where wait_event_type = 'Lock'`;
    for (let asked = 0; asked < 2_000; asked += 1) {
      if ((await database.query(waiters, [])).length >= count) return;
    }
    throw new Error('nothing waits for a lock');
  }

  it('gives 50 concurrent refreshes the same successor, and keeps the session', async () => {
    const session = await mustSignIn();
    const [tokens, renewal] = [app.get(RefreshTokens), app.get(SessionRenewal)];
    const token = tokens.write(session);
    const answers = await Promise.all(Array.from({ length: 50 }, () => renewal.renew(token, null)));
    expect(answers.map((answer) => answer?.generation)).toEqual(answers.map(() => 1));
    expect(await alive(session.sessionId)).toHaveLength(1);
    expect(await renewal.renew(tokens.write({ ...session, generation: 1 }), null)).toMatchObject({ generation: 2 });
  });

  it('ends a session once when 20 requests reuse an old token concurrently', async () => {
    const session = await mustSignIn();
    const [tokens, renewal] = [app.get(RefreshTokens), app.get(SessionRenewal)];
    for (const generation of [0, 1]) await renewal.renew(tokens.write({ ...session, generation }), null);
    const answers = await Promise.all(Array.from({ length: 20 }, () => renewal.renew(tokens.write(session), null)));
    expect(answers.every((answer) => answer === undefined)).toBe(true);
    const { sessionId } = session;
    const told = await database.query(`select 1 from realtime_events where domain = 'sessions' and payload like $1`, [
      `%${sessionId}%`,
    ]);
    expect(told).toHaveLength(1);
  });

  it.each([
    ['the password is changed', 'update users set password_hash = $2 where email = $1'],
    ['the user is disabled', 'update users set disabled_at = now(), password_hash = $2 where email = $1'],
  ])('starts no session for a sign-in under way when %s', async (_, change) => {
    const account = await app.get(Accounts).findByEmail(EMAIL);
    const other = await hashPassword('thirteen horses');
    let commit = (): void => undefined;
    const committing = new Promise<void>((resolve) => (commit = resolve));
    let changed = (): void => undefined;
    const hasChanged = new Promise<void>((resolve) => (changed = resolve));
    const changing = database.transaction(async (tx) => {
      await tx.run(change, [EMAIL, other], 'object');
      changed();
      await committing;
    });
    await hasChanged;
    const underWay = signIn();
    await waiting(1).finally(commit);
    await changing;
    expect(await underWay).toBeUndefined();
    await database.query('update users set password_hash = $2, disabled_at = null where email = $1', [
      EMAIL,
      account?.passwordHash,
    ]);
    expect(await signIn()).toBeDefined();
  });
});
