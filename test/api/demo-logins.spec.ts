import { afterEach, describe, expect, it } from '@jest/globals';
import type { DemoLogins } from '@bellhop/hotel';
import { createTestApp, type TestApp, type TestAppOptions } from '../support/app.js';

describe('GET /demo/logins', () => {
  let server: TestApp;
  afterEach(() => server.close());

  const loginsOf = async (settings: NonNullable<TestAppOptions['settings']>): Promise<DemoLogins['logins']> => {
    server = await createTestApp({ settings });
    return ((await server.call('get', '/demo/logins').expect(200)).body as DemoLogins).logins;
  };

  it('lists logins that sign in', async () => {
    const logins = await loginsOf({});
    expect(logins.map(({ email }) => email).slice(0, 3)).toEqual([
      'owner@aurora.test',
      'manager@aurora.test',
      'staff@aurora.test',
    ]);
    for (const { email, password, name, role } of logins) {
      const { body } = await server.call('post', '/auth/login', { email, password }).expect(200);
      expect((body as { user: object }).user).toMatchObject({ name, role });
    }
  });

  it('lists nothing without demo data', async () => {
    expect(await loginsOf({ demo: false })).toEqual([]);
  });

  it('omits a login that is no longer there', async () => {
    server = await createTestApp();
    await server.database.query(
      `update users set email = 'owner@elsewhere.test' where email = 'owner@aurora.test'`,
      [],
    );
    const { body } = await server.call('get', '/demo/logins').expect(200);
    expect((body as DemoLogins).logins.map(({ email }) => email)).not.toContain('owner@aurora.test');
  });
});
