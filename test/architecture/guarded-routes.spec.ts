import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { Public } from '../../src/platform/access/access.decorators.js';
import { RouteTable } from '../../src/platform/http/route-table.js';
import { createTestApp, type Method, type TestApp } from '../support/app.js';

/** Routes open to the world. Any other route that answers without a sign-in fails this test. */
const PUBLIC: ReadonlySet<string> = new Set([
  'POST /auth/login',
  // By the refresh cookie; both respond 401 without one.
  'POST /auth/refresh',
  'POST /auth/logout',
  // For people who have no account yet or cannot sign in: to request a link by mail, or to use one.
  'POST /auth/sign-up',
  'POST /auth/sign-up/confirm',
  'POST /auth/password-reset',
  'POST /auth/password-reset/confirm',
  'POST /auth/invitations/look-up',
  'POST /auth/invitations/accept',
  'GET /health/live',
  'GET /health/ready',
  // Describe the server; they hold no one’s data.
  'GET /openapi.json',
  'GET /asyncapi.json',
  'GET /docs',
  'GET /docs/events',
  'GET /docs/docs.css',
  'GET /docs/docs.mjs',
  'GET /docs/swagger-ui.css',
  'GET /docs/swagger-ui-bundle.js',
  // Public by intent, and empty in production.
  'GET /demo/logins',
  // Has its own guard (docs/decisions/0008), which admits this machine.
  'GET /metrics',
  // Pages of the dashboard: files, no data.
  'GET /',
  'GET /app',
]);

/** Reports each route that answers without sign-in and is not listed as public, with what to write. */
async function unguarded(server: TestApp): Promise<readonly string[]> {
  const open = new Set<string>();
  for (const { method, path } of server.app.get(RouteTable).all()) {
    const url = path.replaceAll(/:\w+/g, '01980000-0000-7000-8000-000000000000');
    const { status } = await server.call(method.toLowerCase() as Method, url);
    const name = `${method.replace('HEAD', 'GET')} ${path === '' ? '/' : path.replaceAll(/:(\w+)/g, '{$1}')}`;
    if (status !== 401 && !PUBLIC.has(name)) open.add(name);
  }
  return [...open].map(
    (name) =>
      `${name} answers without sign-in. Remove @Public() from its controller, or add a line with the reason to PUBLIC in ` +
      'test/architecture/guarded-routes.spec.ts.',
  );
}

@Controller('lobby')
class LobbyController {
  @Get(':guestId')
  @Public()
  get(): object {
    return {};
  }
}

@Module({ controllers: [LobbyController] })
class LobbyModule {}

describe('routes', () => {
  let server: TestApp;
  beforeAll(async () => {
    server = await createTestApp();
  });
  afterAll(() => server.close());

  it('are guarded unless listed as public, whatever the method', async () => {
    expect(await unguarded(server)).toEqual([]);
    expect(server.app.get(RouteTable).all().length).toBeGreaterThan(30);
  });

  it('are reported with the line to write when they are not guarded', async () => {
    const planted = await createTestApp({ modules: [LobbyModule] });
    expect(await unguarded(planted)).toEqual([
      expect.stringMatching(/^GET \/lobby\/\{guestId\} .*PUBLIC in test\/architecture\/guarded-routes\.spec\.ts/),
    ]);
    await planted.close();
  });

  it.each(['/tasks/', '//tasks', '/TASKS', '/%74asks', '/tasks;x=1', '/./tasks', '/tasks%2f', '/tasks?x'])(
    'reveal nothing to a path in another spelling: %s',
    async (path) => {
      const { status, body, headers } = await server.call('get', path);
      // The dashboard’s page is served for paths that are no route; it holds no data.
      const page = status === 200 && String(headers['content-type']).startsWith('text/html');
      expect(page || [301, 400, 401, 404].includes(status)).toBe(true);
      expect(body).not.toHaveProperty('items');
    },
  );
});
