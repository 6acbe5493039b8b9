import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditEntry } from '@bellhop/hotel';
import type { NewApiKey, Page } from '@bellhop/protocol';
import { v7 as uuidv7 } from 'uuid';
import { type AuditAction, AuditLog } from '../../src/platform/audit/audit-log.js';
import { BackgroundTasks } from '../../src/platform/auth/background-tasks.js';
import { Database } from '../../src/platform/database/database.js';
import { createTestApp, type Member, type TestApp } from '../support/app.js';
import { refresh, signInBrowser, withToken } from '../support/refresh-cookie.js';

describe('the audit', () => {
  let server: TestApp;
  let owner: Member;
  let stranger: Member;
  beforeAll(async () => {
    server = await createTestApp({ settings: { trustedProxies: ['loopback'] } });
    owner = await server.signIn('owner');
    stranger = await server.signIn('owner', 'borealis');
  });
  afterAll(() => server.close());

  const page = async (query = '', member = owner) =>
    (await member.call('get', `/audit${query}`).expect(200)).body as Page<AuditEntry>;
  /** Returns the entries added while `work` ran, oldest first. */
  async function noted(work: () => Promise<unknown>): Promise<readonly AuditEntry[]> {
    const [before] = (await page('?limit=1')).items;
    await work();
    await server.app.get(BackgroundTasks).settled();
    const { items } = await page('?limit=200');
    const known = items.findIndex(({ entryId }) => entryId === before?.entryId);
    return items.slice(0, known).reverse();
  }
  const userId = () => owner.signedIn.user.userId;

  it('is readable by owners only', async () => {
    for (const role of ['manager', 'staff'] as const) {
      const { body } = await (await server.signIn(role)).call('get', '/audit').expect(403);
      expect(body).toMatchObject({ code: 'forbidden' });
    }
    await server.call('get', '/audit').expect(401);
  });

  it('records sign-ins with address and user agent', async () => {
    const [entry] = await noted(() =>
      server
        .call('post', '/auth/login', { email: 'owner@aurora.test', password: 'bellhop-demo' })
        .set({ 'user-agent': 'Laptop', 'x-forwarded-for': '203.0.113.9' })
        .expect(200),
    );
    expect(entry).toMatchObject({
      action: 'signed_in',
      actorId: userId(),
      actorName: 'Helena Duarte',
      targetId: null,
      address: '203.0.113.9',
    });
    expect(JSON.parse(entry?.details ?? '')).toMatchObject({ userAgent: 'Laptop' });
    expect(Date.parse(entry?.at ?? '')).toBeLessThanOrEqual(Date.now());
  });

  it('records failed sign-ins of existing accounts only', async () => {
    const entries = await noted(async () => {
      for (const email of ['manager@aurora.test', 'nobody@aurora.test']) {
        await server.call('post', '/auth/login', { email, password: 'not this one' }).expect(401);
      }
    });
    expect(entries).toMatchObject([
      {
        action: 'sign_in_failed',
        actorId: null,
        actorName: null,
        targetName: 'Tiago Ferraz',
        details: '{"reason":"wrong_password"}',
      },
    ]);
  });

  it('records ended sessions with the reason', async () => {
    const [one, other] = [await signInBrowser(server, 'owner@aurora.test'), await server.signIn('owner')];
    const [sessionId] = one.refreshToken.split('.');
    const ended = await noted(async () => {
      await other.call('delete', `/auth/sessions/${sessionId}`).expect(204);
      await other.call('post', '/auth/logout').expect(204);
      await other.call('post', '/auth/logout').expect(204);
    });
    expect(ended).toMatchObject([
      { action: 'session_ended', actorId: userId(), details: JSON.stringify({ reason: 'ended', sessionId }) },
      { action: 'session_ended', actorId: userId(), details: expect.stringContaining('signed_out') },
    ]);
  });

  it('records reuse of a refresh token, once', async () => {
    const browser = await signInBrowser(server, 'staff@aurora.test');
    const entries = await noted(async () => {
      const cookie = (answer: { headers: Record<string, string> }) =>
        /bellhop_refresh=([^;]+)/.exec(String(answer.headers['set-cookie']))?.[1] ?? '';
      await refresh(server, cookie(await refresh(server, browser.refreshToken).expect(200))).expect(200);
      await refresh(server, browser.refreshToken).expect(401);
      await refresh(server, browser.refreshToken).expect(401);
    });
    expect(entries).toMatchObject([{ action: 'refresh_reused', actorId: null, targetName: 'Inês Carvalho' }]);
  });

  it('records password changes and how many sessions they ended, but no password', async () => {
    const staff = await signInBrowser(server, 'staff@aurora.test');
    await signInBrowser(server, 'staff@aurora.test');
    const passwords = { currentPassword: 'bellhop-demo', newPassword: 'thirteen horses' };
    const entries = await noted(() => withToken(server.call('post', '/auth/password', passwords), staff).expect(204));
    expect(entries).toMatchObject([{ action: 'password_changed', actorName: 'Inês Carvalho' }]);
    expect(JSON.parse(entries[0]?.details ?? '')).toEqual({ sessionsEnded: expect.any(Number) });
    expect(JSON.stringify(entries)).not.toMatch(/bellhop-demo|horses/);
  });

  it('records creation and deletion of API keys, but no key', async () => {
    let made: NewApiKey | undefined;
    const entries = await noted(async () => {
      const body = { name: 'PMS', domains: ['tasks'] };
      made = (await owner.call('post', '/v2/realtime/keys', body).expect(201)).body as NewApiKey;
      await owner.call('delete', `/v2/realtime/keys/${made.keyId}`).expect(204);
      await owner.call('delete', `/v2/realtime/keys/${made.keyId}`).expect(404);
    });
    const target = { actorName: 'Helena Duarte', targetId: made?.keyId, targetName: 'PMS' };
    expect(entries).toMatchObject([
      { action: 'api_key_created', ...target, details: '{"domains":["tasks"]}' },
      { action: 'api_key_deleted', ...target },
    ]);
    expect(JSON.stringify(entries)).not.toContain(made?.key);
  });

  it('records an API key once when its creation is retried with an Idempotency-Key', async () => {
    const entries = await noted(async () => {
      const make = () =>
        owner.call('post', '/v2/realtime/keys', { name: 'Lock', domains: ['tasks'] }).set('idempotency-key', 'k1');
      await make().expect(201);
      await make().expect(409);
    });
    expect(entries.map(({ action }) => action)).toEqual(['api_key_created']);
  });

  it('records dead letters dropped by an operator', async () => {
    const id = uuidv7();
    await server.database.query(
      `insert into realtime_dead_letters
       values ($1, 'gone', $2, 1, '{}', 'Error', 'x', 'x', 8, 0, 0)`,
      [id, owner.signedIn.user.orgId],
    );
    const entries = await noted(async () => {
      await stranger.call('delete', `/v2/realtime/dead-letters/${id}`).expect(404);
      await owner.call('post', `/v2/realtime/dead-letters/${id}/redeliver`).expect(409);
      await owner.call('delete', `/v2/realtime/dead-letters/${id}`).expect(204);
    });
    expect(entries).toMatchObject([
      { action: 'dead_letter_dropped', actorName: 'Helena Duarte', targetId: id, targetName: null },
    ]);
  });

  it('groups failed sign-ins into one entry with a count, and filters by action', async () => {
    await server.app.get(BackgroundTasks).settled();
    const entries = await noted(async () => {
      for (let times = 0; times < 6; times += 1) {
        await server.call('post', '/auth/login', { email: 'staff@aurora.test', password: 'not this one' }).expect(401);
      }
    });
    expect(entries).toHaveLength(1);
    expect(JSON.parse(entries[0]?.details ?? '')).toMatchObject({ reason: 'wrong_password', attempts: 6 });

    const actions = async (query: string) => new Set((await page(query)).items.map(({ action }) => action));
    expect([...(await actions('?limit=200&except=sign_in_failed,signed_in'))]).not.toContain('sign_in_failed');
    expect(await actions('?limit=200&action=sign_in_failed')).toEqual(new Set(['sign_in_failed']));
    expect((await page('?action=no_such_action')).items).toEqual([]);
    for (const query of ['action=', 'action=A', 'except=x,', 'except=%00', `action=${'x'.repeat(501)}`]) {
      await owner.call('get', `/audit?${query}`).expect(400);
    }
  });

  describe('filtered', () => {
    const note = async (action: AuditAction, more: object) => {
      const audit = server.app.get(AuditLog);
      const { orgId } = owner.signedIn.user;
      await server.app
        .get(Database)
        .transaction((tx) => audit.record(tx, { orgId, action, actor: null, address: '198.51.100.7', ...more }));
    };
    const zoe = { userId: '00000000-0000-4000-8000-00000000000a', name: 'Zoë 100%' };
    const found = async (query: string) =>
      (await page(`?limit=200&${query}`)).items.map(({ action, targetName }) => `${action} ${targetName ?? ''}`.trim());
    beforeAll(async () => {
      await note('role_changed', { actor: zoe, target: { id: 'x', name: 'Ana Silva' } });
      await note('user_invited', { actor: zoe, target: { id: 'y', name: 'b_b@aurora.test' } });
      await note('sign_in_failed', {
        target: { id: 'z', name: 'Xavier' },
        address: '198.51.100.8',
        details: { reason: 'wrong_password', addresses: ['198.51.100.8', '198.51.100.7'] },
      });
    });

    it('by person, action, outcome, address and text, and by several at once', async () => {
      const [role, invited] = ['role_changed Ana Silva', 'user_invited b_b@aurora.test'];
      expect(await found(`actorId=${zoe.userId}`)).toEqual([invited, role]);
      expect(await found(`actorId=${zoe.userId}&action=role_changed,signed_in`)).toEqual([role]);
      expect(await found('q=ana%20silva')).toEqual([role]);
      expect(await found('q=zo%C3%AB%20100%25')).toEqual([invited, role]);
      expect(await found('q=b_b')).toEqual([invited]);
      // Attempts from several addresses are one entry.
      expect(await found('address=198.51.100.7')).toEqual(['sign_in_failed Xavier', invited, role]);
      expect(await found('address=198.51.100.7&outcome=failed')).toEqual(['sign_in_failed Xavier']);
      expect(await found('address=198.51.100.7&outcome=failed&action=user_invited')).toEqual([]);
      expect(await found('address=198.51.100.7&outcome=succeeded')).toEqual([invited, role]);
      expect(await found('outcome=failed&action=role_changed')).toEqual([]);
      expect(new Set((await page('?limit=200&outcome=failed')).items.map(({ action }) => action))).toEqual(
        new Set(['sign_in_failed', 'refresh_reused']),
      );
      for (const outcome of ['delivered', 'failed']) {
        await note('dead_letter_redelivered', {
          actor: zoe,
          target: { id: outcome, name: outcome },
          details: { outcome },
        });
      }
      expect(await found('outcome=failed&action=dead_letter_redelivered')).toEqual(['dead_letter_redelivered failed']);
      expect(await found(`outcome=failed&actorId=${zoe.userId}`)).toEqual(['dead_letter_redelivered failed']);
      expect(await found(`outcome=succeeded&actorId=${zoe.userId}`)).toEqual([
        ...['dead_letter_redelivered delivered', invited, role],
      ]);
    });

    it('by time: from the first moment to the one after the last', async () => {
      const [newest] = (await page(`?actorId=${zoe.userId}&action=user_invited`)).items;
      const at = newest?.at ?? '';
      const next = new Date(Date.parse(at) + 1).toISOString();
      const named = `actorId=${zoe.userId}&action=user_invited`;
      expect(await found(`${named}&from=${at}&to=${next}`)).toHaveLength(1);
      expect(await found(`${named}&from=${next}`)).toEqual([]);
      expect(await found(`${named}&to=${at}`)).toEqual([]);
    });

    it('in pages, each entry once, whatever part of the trail it comes from', async () => {
      for (const query of ['action=signed_in,role_changed,sign_in_failed', 'address=198.51.100.7']) {
        const all = (await page(`?limit=200&${query}`)).items;
        const seen: AuditEntry[] = [];
        for (let after: string | null = ''; after !== null;) {
          const rest: string = after === '' ? '' : `&after=${after}`;
          const { items, next }: Page<AuditEntry> = await page(`?limit=2&${query}${rest}`);
          seen.push(...items);
          after = next;
        }
        expect(seen).toEqual(all);
        expect(all.length).toBeGreaterThan(2);
      }
    });

    it('as a file, with the same entries', async () => {
      const query = `actorId=${zoe.userId}`;
      const { headers, text } = await owner.call('get', `/audit/entries.csv?${query}`).expect(200);
      expect(headers['content-type']).toBe('text/csv; charset=utf-8');
      const lines = text.split('\r\n');
      expect(lines[0]).toBe('\uFEFFTime,Action,Outcome,Person,Target,Details,Address,Entry');
      expect(lines.slice(1, -1).map((line) => line.split(',').slice(1, 5))).toEqual([
        ['dead_letter_redelivered', 'failed', 'Zoë 100%', 'failed'],
        ['dead_letter_redelivered', 'succeeded', 'Zoë 100%', 'delivered'],
        ['user_invited', 'succeeded', 'Zoë 100%', 'b_b@aurora.test'],
        ['role_changed', 'succeeded', 'Zoë 100%', 'Ana Silva'],
      ]);
      const all = (await owner.call('get', '/audit/entries.csv').expect(200)).text;
      expect(all.split('\r\n')).toHaveLength((await page('?limit=200')).items.length + 2);
      await (await server.signIn('manager')).call('get', '/audit/entries.csv').expect(403);
      expect((await stranger.call('get', `/audit/entries.csv?${query}`).expect(200)).text).not.toContain('Zoë');
    });

    it('by nothing that makes no sense', async () => {
      for (const query of [
        'actorId=x',
        'outcome=maybe',
        'from=2026-13-01',
        'to=yesterday',
        'address=',
        'q=',
        'q=%00',
      ]) {
        await owner.call('get', `/audit?${query}`).expect(400);
        await owner.call('get', `/audit/entries.csv?${query}`).expect(400);
      }
    });
  });

  it('returns pages, newest first', async () => {
    const all = (await page('?limit=200')).items;
    expect(all.length).toBeGreaterThan(5);
    expect(all.map(({ entryId }) => entryId)).toEqual(
      all
        .map(({ entryId }) => entryId)
        .sort()
        .reverse(),
    );
    const seen: AuditEntry[] = [];
    for (let after: string | null = ''; after !== null;) {
      const { items, next }: Page<AuditEntry> = await page(`?limit=3${after === '' ? '' : `&after=${after}`}`);
      seen.push(...items);
      after = next;
    }
    expect(seen).toEqual(all);
    await owner.call('get', '/audit?after=x').expect(400);
    await owner.call('get', '/audit?limit=0').expect(400);
  });

  it('shows an organisation none of another’s entries', async () => {
    const theirs = await page('?limit=200', stranger);
    expect(theirs.items.map(({ action }) => action)).toEqual(['signed_in']);
    expect(JSON.stringify(theirs)).not.toContain('Helena');
  });

  it('keeps no entry of a transaction that is rolled back', async () => {
    const entries = await noted(async () => {
      const audit = server.app.get(AuditLog);
      const undone = server.app.get(Database).transaction(async (tx) => {
        const { orgId } = owner.signedIn.user;
        await audit.record(tx, { orgId, action: 'user_disabled', actor: null });
        throw new Error('undone');
      });
      await expect(undone).rejects.toThrow('undone');
    });
    expect(entries).toEqual([]);
  });
});
