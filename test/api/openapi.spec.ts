import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Documents } from '../../src/platform/docs/documents.js';
import { RouteTable } from '../../src/platform/http/route-table.js';
import { createTestApp, TEST_SETTINGS, type TestApp } from '../support/app.js';

/** Files and pages of the dashboard are not part of the API. */
const PAGES = new Set(['GET /', 'GET /app']);

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly { name: string; in: string; required: boolean; schema: object }[];
  readonly requestBody?: { content: Record<string, { schema: { $ref: string } }> };
  readonly responses: Record<string, { content?: Record<string, { schema: object }>; headers?: object }>;
  readonly security: readonly object[];
}

interface Document {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { schemas: Record<string, { properties: Record<string, object>; required?: string[] }> };
}

describe('the OpenAPI document', () => {
  let server: TestApp;
  let document: Document;
  beforeAll(async () => {
    server = await createTestApp();
    document = (await server.call('get', '/openapi.json').expect(200)).body as Document;
  });
  afterAll(() => server.close());

  const operations = (): [string, Operation][] =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, Operation] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
    );
  const at = (method: string, path: string): Operation => document.paths[path]?.[method] as Operation;

  it('lists every route of the server, and no other', () => {
    const routes = server.app
      .get(RouteTable)
      .all()
      .filter(({ method }) => method !== 'HEAD' && method !== 'OPTIONS')
      .map(({ method, path }) => `${method} ${path === '' ? '/' : path.replaceAll(/:(\w+)/g, '{$1}')}`)
      .filter((route) => !PAGES.has(route));
    expect(
      operations()
        .map(([name]) => name)
        .sort(),
    ).toEqual([...new Set(routes)].sort());
    expect(document.openapi).toBe('3.1.0');
  });

  it('describes each operation: summary, security and responses', () => {
    const ids = operations().map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [name, { summary, tags, security, responses }] of operations()) {
      expect([name, typeof summary, tags.length, Array.isArray(security)]).toEqual([name, 'string', 1, true]);
      expect(Object.keys(responses).some((status) => status.startsWith('2'))).toBe(true);
    }
  });

  it('names the server’s URL', () => {
    expect(document.servers.map(({ url }) => url)).toEqual([TEST_SETTINGS.publicUrl]);
  });

  it('lists the problems of each route, and a default for all', () => {
    const responses = (method: string, path: string) =>
      Object.keys(at(method, path).responses).filter((status) => status >= '400');
    expect(responses('post', '/auth/login')).toEqual(['400', '401', '403', 'default']);
    expect(responses('post', '/auth/refresh')).toEqual(['401', '403', 'default']);
    expect(responses('post', '/auth/invitations/accept')).toEqual(['400', '403', '404', '409', 'default']);
    expect(responses('get', '/v2/realtime/dead-letters')).toEqual(['400', '401', '403', 'default']);
    expect(responses('get', '/health/live')).toEqual(['default']);
    expect(at('get', '/v2/realtime/stream').responses['401']).toMatchObject({
      description: 'Sign-in required (unauthenticated). Ticket expired or already used (invalid_ticket).',
    });
  });

  it('is checked by every test that calls the API', async () => {
    const planted = await createTestApp();
    delete (planted.app.get(Documents, { strict: false }).openApi as unknown as Document).paths['/auth/login']?.['post']
      ?.responses['401'];
    await planted.call('post', '/auth/login', { email: 'nobody@aurora.test', password: 'wrong' }).expect(401);
    await expect(planted.close()).rejects.toThrow(/\n {2}POST \/auth\/login: 401$/);
  });

  it('contains every target of its references', () => {
    const refs = JSON.stringify(document).match(/#\/components\/schemas\/[^"]+/g) ?? [];
    const missing = refs.filter((ref) => !document.components.schemas[ref.split('/').at(-1) ?? '']);
    expect(refs.length).toBeGreaterThan(50);
    expect(missing).toEqual([]);
  });

  it('lists the limits that the validators check', () => {
    expect(at('post', '/tasks').requestBody?.content['application/json']?.schema).toEqual({
      $ref: '#/components/schemas/CreateTaskDto',
    });
    const dto = document.components.schemas['CreateTaskDto'];
    expect(dto?.required).toEqual(['propertyId', 'title']);
    expect(dto?.properties).toMatchObject({
      propertyId: { type: 'string', format: 'uuid' },
      title: { type: 'string', maxLength: 200, pattern: '\\S' },
      description: { type: ['string', 'null'], maxLength: 4000 },
      priority: { type: 'string', enum: ['low', 'normal', 'high'] },
      assigneeId: { type: ['string', 'null'], format: 'uuid' },
      dueOn: { type: ['string', 'null'], format: 'date' },
    });
    expect(document.components.schemas['CreateRevenueDto']?.properties['amountMinor']).toEqual({
      type: 'integer',
      minimum: 1,
      maximum: 1_000_000_000_000,
    });
    const telemetry = document.components.schemas['ClientEventsDto']?.properties['events'];
    expect(telemetry).toMatchObject({ type: 'array', minItems: 1, maxItems: 100 });
    expect(JSON.stringify(telemetry)).toContain('ClientEventDto');
  });

  it('lists parameters of the query, the path and the headers', () => {
    const named = (operation: Operation) => Object.fromEntries((operation.parameters ?? []).map((p) => [p.name, p]));
    expect(named(at('get', '/tasks'))).toMatchObject({
      limit: { in: 'query', required: false, schema: { type: 'integer', minimum: 1, maximum: 200 } },
      status: { in: 'query', required: false, schema: { enum: ['open', 'in_progress', 'done', 'cancelled'] } },
    });
    expect(named(at('patch', '/tasks/{taskId}'))).toMatchObject({
      taskId: { in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
      'If-Match': { in: 'header', required: false },
    });
    expect(named(at('post', '/tasks'))).toHaveProperty('Idempotency-Key');
    expect(Object.keys(named(at('get', '/v2/realtime/stream'))).sort()).toEqual(
      ['Last-Event-ID', 'cursor', 'domains', 'propertyId', 'ticket'].sort(),
    );
    expect(named(at('get', '/finance/realtime/subscribe'))).toHaveProperty('timeoutMs');
  });

  it('lists the security of each operation', () => {
    expect(at('post', '/auth/login').security).toEqual([]);
    expect(at('get', '/tasks').security).toEqual([{ session: [] }]);
    expect(at('get', '/v2/realtime/stream').security).toEqual([{ session: [] }, { ticket: [] }]);
    expect(at('post', '/v2/realtime/events').security).toEqual([{ apiKey: [] }]);
    expect(Object.keys(at('get', '/finance/revenues').responses)).toEqual(expect.arrayContaining(['401', '403']));
    expect(Object.keys(at('patch', '/tasks/{taskId}').responses)).toEqual(
      expect.arrayContaining(['200', '400', '401', '404', '412']),
    );
    expect(at('get', '/tasks').responses['200']?.headers).toHaveProperty('x-realtime-cursor');
  });

  it('describes the responses as they are', async () => {
    const owner = await server.signIn('owner');
    const { body } = await owner.call('get', '/tasks?limit=1').expect(200);
    const task = document.components.schemas['Task'];
    expect(Object.keys(body.items[0]).sort()).toEqual(Object.keys(task?.properties ?? {}).sort());
    const me = await owner.call('get', '/auth/me').expect(200);
    const user = document.components.schemas['SignedInUser'];
    expect(Object.keys(me.body).sort()).toEqual(Object.keys(user?.properties ?? {}).sort());
  });
});

describe('/docs', () => {
  let server: TestApp;
  beforeAll(async () => {
    server = await createTestApp();
  });
  afterAll(() => server.close());

  it.each(['/docs', '/docs/events'])(
    '%s is a page that loads this server’s files only and satisfies the content security policy',
    async (path) => {
      const { text, headers } = await server.call('get', path).expect(200);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(headers['content-security-policy']).toContain("script-src 'self';");
      const loaded = [...text.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map(([, url]) => url);
      expect(loaded.sort()).toEqual([
        '/asyncapi.json',
        '/docs',
        '/docs/docs.css',
        '/docs/docs.mjs',
        '/docs/events',
        '/docs/swagger-ui-bundle.js',
        '/docs/swagger-ui.css',
        '/openapi.json',
      ]);
      expect(text).not.toMatch(/<script(?![^>]*src=)|\son\w+=|<style/);
      for (const url of loaded) await server.call('get', String(url)).expect(200);
    },
  );

  it.each([
    ['/docs/docs.css', /^text\/css/],
    ['/docs/docs.mjs', /^(text|application)\/javascript/],
    ['/docs/swagger-ui-bundle.js', /^(text|application)\/javascript/],
  ])('%s is revalidated by its ETag', async (path, type) => {
    const { headers } = await server.call('get', path).expect(200).expect('content-type', type);
    expect(headers['cache-control']).toBe('no-cache');
    await server.call('get', path).set('if-none-match', String(headers['etag'])).expect(304);
  });

  it('serves no other file of those folders', async () => {
    for (const path of ['/docs/docs.html', '/docs/package.json', '/docs/swagger-ui.js', '/docs/..%2fdocs.module.js'])
      await server.call('get', path).expect(404);
  });
});
