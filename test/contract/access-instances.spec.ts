import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { User } from '@bellhop/hotel';
import type { NewApiKey } from '@bellhop/protocol';
import { SimulatedClock } from '@bellhop/realtime/testing';
import { createTestApp, type Member, type TestApp } from '../support/app.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';
import { type Transports, openTransports } from '../support/realtime.js';

/** Two instances on one database without hints: the second learns everything from the log. */
describe('rights and sessions on another instance', () => {
  // Stopped, so that only the test advances the second instance.
  const clock = new SimulatedClock(Date.now());
  let postgres: TestPostgres;
  let first: TestApp;
  let second: TestApp;
  let transports: Transports;
  let owner: Member;
  beforeAll(async () => {
    postgres = await startPostgres();
    const settings = { database: { kind: 'postgres' as const, url: postgres.url, poolSize: 4 } };
    first = await createTestApp({ clock, settings });
    second = await createTestApp({ clock, settings });
    transports = await openTransports(second);
    owner = await first.signIn('owner');
  });
  afterAll(async () => {
    transports.closeAll();
    await second.close();
    await first.close();
    await postgres.stop();
  });

  /** Lets the second instance poll the log, and delivers what it finds until `done`. */
  async function heal(done: () => boolean): Promise<void> {
    clock.advance(2_000);
    while (!done()) {
      clock.turn();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const addRevenue = async (): Promise<void> => {
    const [propertyId] = owner.signedIn.user.propertyIds;
    const revenue = { propertyId, amountMinor: 1, currency: 'EUR', category: 'other' };
    await owner.call('post', '/finance/revenues', revenue).expect(201);
  };
  /** The same session on the second instance. */
  const over = (member: Member): Member => ({
    signedIn: member.signedIn,
    call: (method, path, body) =>
      second.call(method, path, body).set('authorization', `Bearer ${member.signedIn.accessToken}`),
  });

  it('apply at the same position of the log, although everything arrives at once', async () => {
    const member = await first.signIn('manager');
    const stream = await transports.ready(over(member));
    const { userId } = member.signedIn.user;
    const user = (await owner.call('get', `/users/${userId}`).expect(200)).body as User;
    await addRevenue();
    await owner.call('patch', `/users/${userId}`, { role: 'staff' }).expect(200);
    await addRevenue();
    await owner.call('patch', `/users/${userId}`, { role: user.role }).expect(200);
    await addRevenue();
    await heal(() => stream.frames.filter(({ event }) => event === 'finance').length === 2);
    const names = stream.frames.map(({ event }) => event);
    expect(names).toEqual(['ready', 'finance', 'access', 'users', 'access', 'users', 'finance']);
  });

  it('a logout on one ends the stream on the other and refuses new ones', async () => {
    const member = await first.signIn('manager');
    const stream = await transports.ready(over(member));
    await member.call('post', '/auth/logout').expect(204);
    await heal(() => stream.frames.some(({ event }) => event === 'bye'));
    const { data } = await stream.find(({ event }) => event === 'bye');
    expect(JSON.parse(data)).toMatchObject({ reason: 'revoked' });
    expect((await transports.stream(over(member))).response.status).toBe(401);
    await over(member).call('get', '/auth/me').expect(401);
  });

  it('a logout on one refuses writes on the other at once, and reads after its next poll of the log', async () => {
    const [reader, writer] = [await first.signIn('manager'), await first.signIn('manager')];
    for (const member of [reader, writer]) {
      await over(member).call('get', '/auth/me').expect(200);
      await member.call('post', '/auth/logout').expect(204);
    }
    await over(reader).call('get', '/auth/me').expect(200);
    await over(writer).call('post', '/v2/realtime/tickets').expect(401);
    // The refused write polled the log.
    await over(reader).call('get', '/auth/me').expect(401);
  });

  it('an API key deleted on one is refused by the other after its next poll of the log', async () => {
    const { key, keyId } = (
      await owner.call('post', '/v2/realtime/keys', { name: 'x', domains: ['tasks'] }).expect(201)
    ).body as NewApiKey;
    const publish = async () =>
      (await second.call('post', '/v2/realtime/events', {}).set('authorization', `Bearer ${key}`)).status;
    expect(await publish()).toBe(400);
    await owner.call('delete', `/v2/realtime/keys/${keyId}`).expect(204);
    clock.advance(2_000);
    while ((await publish()) !== 401) await new Promise((resolve) => setImmediate(resolve));
  });

  it('a new name shows on both, on the other after its next poll of the log', async () => {
    const member = await first.signIn('staff');
    const name = async (who: Member) => ((await who.call('get', '/auth/me').expect(200)).body as User).name;
    const before = await name(over(member));
    await member.call('patch', `/users/${member.signedIn.user.userId}`, { name: 'Somebody Else' }).expect(200);
    expect(await name(member)).toBe('Somebody Else');
    expect(await name(over(member))).toBe(before);
    clock.advance(2_000);
    while ((await name(over(member))) === before) await new Promise((resolve) => setImmediate(resolve));
    expect(await name(over(member))).toBe('Somebody Else');
  });
});
