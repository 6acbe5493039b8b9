import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NewApiKey, Problem } from '@bellhop/protocol';
import { SimulatedClock } from '@bellhop/realtime/testing';
import { createTestApp, type Member, type TestApp } from '../support/app.js';
import { createService, keysOf, taskCreated } from '../support/publishing.js';

const KEYS = '/v2/realtime/keys';

describe('API keys', () => {
  let server: TestApp;
  let owner: Member;
  let stranger: Member;
  beforeAll(async () => {
    server = await createTestApp();
    owner = await server.signIn('owner');
    stranger = await server.signIn('owner', 'borealis');
  });
  afterAll(() => server.close());

  it('are shown once, to the owner who creates them, and listed without the secret', async () => {
    const answer = await owner
      .call('post', KEYS, { name: 'Booking engine', domains: ['tasks', 'finance'] })
      .expect(201);
    expect(answer.headers['cache-control']).toBe('no-store');
    const { key, keyId, ...rest } = answer.body as NewApiKey;
    expect(rest).toEqual({});
    expect(key).toMatch(/^bh_[A-Za-z0-9_-]{43}$/);
    const [listed] = await keysOf(owner);
    expect(listed).toEqual({
      keyId,
      name: 'Booking engine',
      domains: ['tasks', 'finance'],
      prefix: key.slice(0, 9),
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      lastUsedAt: null,
    });
  });

  it('are stored nowhere in clear text', async () => {
    const { key } = await createService(server, owner);
    const tables = await server.database.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public'`,
      [],
    );
    expect(tables.map(({ name }) => name)).toContain('api_keys');
    for (const { name } of tables) {
      const found = await server.database.query(`select 1 from "${name}" as t where strpos(t::text, $1) > 0`, [key]);
      expect([name, found.length]).toEqual([name, 0]);
    }
  });

  it('page like every list, newest first', async () => {
    const made = [await createService(server, owner), await createService(server, owner)].map(({ keyId }) => keyId);
    const first = await owner.call('get', `${KEYS}?limit=1`).expect(200);
    const { items, next } = first.body as { items: { keyId: string }[]; next: string };
    const second = await owner.call('get', `${KEYS}?limit=1&after=${next}`).expect(200);
    const shown = [...items, ...(second.body as { items: { keyId: string }[] }).items].map(({ keyId }) => keyId);
    expect(shown).toEqual(made.reverse());
  });

  it.each(['manager', 'staff'] as const)('are forbidden to a %s', async (role) => {
    const member = await server.signIn(role);
    const { keyId } = await createService(server, owner);
    for (const attempt of [
      member.call('get', KEYS),
      member.call('post', KEYS, { name: 'x', domains: ['tasks'] }),
      member.call('delete', `${KEYS}/${keyId}`),
    ]) {
      expect((await attempt.expect(403)).body).toMatchObject({ code: 'forbidden' });
    }
    expect((await keysOf(owner)).map((key) => key.keyId)).toContain(keyId);
  });

  it('are invisible to another organisation, which cannot delete them', async () => {
    const service = await createService(server, owner);
    expect((await keysOf(stranger)).map(({ keyId }) => keyId)).not.toContain(service.keyId);
    await stranger.call('delete', `${KEYS}/${service.keyId}`).expect(404);
    await stranger.call('delete', `${KEYS}/nope`).expect(404);
    await service.accepted(taskCreated(owner));
  });

  it('are refused as soon as they are deleted', async () => {
    const service = await createService(server, owner);
    await service.accepted(taskCreated(owner));
    await owner.call('delete', `${KEYS}/${service.keyId}`).expect(204);
    expect((await service.publish(taskCreated(owner)).expect(401)).body).toMatchObject({ code: 'unauthenticated' });
    await owner.call('delete', `${KEYS}/${service.keyId}`).expect(404);
  });

  it.each([
    [{}, ['name', 'domains']],
    [{ name: ' ', domains: ['tasks'] }, ['name']],
    [{ name: 'x'.repeat(121), domains: ['tasks'] }, ['name']],
    [{ name: 'a\u0000b', domains: ['tasks'] }, ['name']],
    [{ name: 'x', domains: [] }, ['domains']],
    [{ name: 'x', domains: 'tasks' }, ['domains']],
    [{ name: 'x', domains: [7] }, ['domains']],
    [{ name: 'x', domains: ['tasks', 'tasks'] }, ['domains']],
    [{ name: 'x', domains: ['tasks', 'spa'] }, ['domains']],
    [{ name: 'x', domains: ['toString'] }, ['domains']],
    [{ name: 'x', domains: ['tasks'], key: 'bh_mine' }, ['key']],
  ])('are not created from %j', async (body, fields) => {
    const before = await keysOf(owner);
    const problem = (await owner.call('post', KEYS, body).expect(400)).body as Problem;
    expect(problem.code).toBe('validation_failed');
    expect(problem.errors?.map(({ field }) => field).sort()).toEqual([...fields].sort());
    expect(await keysOf(owner)).toEqual(before);
  });

  it('are created once for an Idempotency-Key; a retry gets a 409 that names the key without showing it', async () => {
    const body = { name: 'Retried', domains: ['tasks'] };
    const post = (sent: object) => owner.call('post', KEYS, sent).set('idempotency-key', 'key-1');
    const answers = await Promise.all([post(body), post(body), post(body)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const { key, keyId } = answers.find(({ status }) => status === 201)?.body as NewApiKey;
    for (const { body: problem } of answers.filter(({ status }) => status === 409)) {
      expect(problem).toMatchObject({ code: 'conflict', detail: expect.stringContaining(keyId) });
      expect(JSON.stringify(problem)).not.toContain(key);
    }
    expect((await keysOf(owner)).filter(({ name }) => name === 'Retried')).toHaveLength(1);
    await post({ ...body, name: 'Another' }).expect(422);
  });
});

describe('the last use of an API key', () => {
  it('is recorded to the minute', async () => {
    const clock = new SimulatedClock(Date.parse('2026-11-21T06:00:30Z'));
    const server = await createTestApp({ clock });
    try {
      const owner = await server.signIn('owner');
      const service = await createService(server, owner);
      const lastUse = async () => (await keysOf(owner)).find(({ keyId }) => keyId === service.keyId)?.lastUsedAt;
      const seen: unknown[] = [await lastUse()];
      for (const pause of [0, 59_000, 1_001]) {
        clock.advance(pause);
        await service.accepted(taskCreated(owner));
        seen.push(await lastUse());
      }
      expect(seen).toEqual([null, '2026-11-21T06:00:30.000Z', '2026-11-21T06:00:30.000Z', '2026-11-21T06:01:30.001Z']);
    } finally {
      await server.close();
    }
  });
});
