import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { PASSWORD_HASHING, type PasswordHashing } from '../../src/platform/auth/passwords.js';
import { createTestApp, type TestApp } from '../support/app.js';

const PASSWORD = 'bellhop-demo';

describe('a sign-in that fails', () => {
  let server: TestApp;
  let hashing: PasswordHashing;
  beforeAll(async () => {
    server = await createTestApp();
    hashing = server.app.get<PasswordHashing>(PASSWORD_HASHING, { strict: false });
    await server.database.query('update users set disabled_at = now() where email = $1', ['staff@borealis.test']);
    const owner = await server.signIn('owner');
    const invited = { email: 'invited@aurora.test', name: 'Ivo', role: 'staff', allProperties: true };
    await owner.call('post', '/users', invited).expect(201);
  });
  afterAll(() => server.close());
  afterEach(() => void jest.restoreAllMocks());

  it.each([
    ['an account with a wrong password', 'owner@aurora.test', 'wrong'],
    ['no account', 'nobody@aurora.test', 'wrong'],
    ['no account, with another’s password', 'nobody@aurora.test', PASSWORD],
    ['a user who was disabled, with the right password', 'staff@borealis.test', PASSWORD],
    ['an invited user', 'invited@aurora.test', PASSWORD],
  ])('costs the same work, which is nearly all of its time: %s', async (_, email, password) => {
    const verify = jest.spyOn(hashing, 'verify');
    const { body } = await server.call('post', '/auth/login', { email, password }).expect(401);
    const { requestId: _id, ...told } = body as Record<string, unknown>;
    expect(told).toEqual({
      type: 'urn:bellhop:problem:invalid_credentials',
      title: 'Wrong email or password',
      status: 401,
      code: 'invalid_credentials',
    });
    expect(verify).toHaveBeenCalledTimes(1);
    // The decoy hash is as strong as a real one, and verified against the given password.
    expect(verify).toHaveBeenCalledWith(expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/), password);
  });
});
