import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/app.js';

describe('http', () => {
  let server: TestApp;
  beforeAll(async () => {
    server = await createTestApp();
  });
  afterAll(() => server.close());

  it.each(['/health/live', '/health/ready'])('%s is open to everyone', async (path) => {
    const answer = await server.call('get', path).expect(200).expect('cache-control', 'no-store');
    expect(answer.body).toEqual({ status: 'ok' });
  });

  describe('a page of another origin', () => {
    const preflight = (origin: string) =>
      server
        .call('options', '/tasks')
        .set({ origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' });

    it('may call when its origin is allowed, and may cache the preflight for two hours', async () => {
      const { headers } = await preflight('https://pages.example').expect(204);
      expect(headers).toMatchObject({
        'access-control-allow-origin': 'https://pages.example',
        'access-control-allow-headers': 'authorization',
        'access-control-max-age': '7200',
      });
      const answer = await server.call('get', '/tasks').set('origin', 'https://pages.example').expect(401);
      expect(answer.headers['access-control-expose-headers']).toContain('x-realtime-cursor');
    });

    it('may not when its origin is not allowed', async () => {
      const { headers } = await preflight('https://else.example');
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['without an origin', {}],
    ['a page of another origin', { origin: 'https://else.example' }],
    ['a page of an allowed origin', { origin: 'https://pages.example' }],
    ['a request with a method and no origin', { 'access-control-request-method': 'POST' }],
  ])('responds 405 to an OPTIONS that is no preflight: %s', async (_, headers) => {
    const answer = await server.call('options', '/tasks').set(headers).expect(405);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.headers['allow']).toBe('GET, HEAD, POST');
    expect(answer.body).toMatchObject({ code: 'method_not_allowed' });
    const nowhere = await server.call('options', '/nowhere').set(headers).expect(404);
    expect(nowhere.body).toMatchObject({ code: 'not_found' });
    expect(nowhere.headers['access-control-allow-origin']).toBe(
      headers['origin'] === 'https://pages.example' ? headers['origin'] : undefined,
    );
  });

  it('runs only its own scripts, over plain HTTP as well', async () => {
    const { headers } = await server.call('get', '/app/tasks');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('upgrade-insecure-requests');
    expect(headers).not.toHaveProperty('strict-transport-security');
  });

  it('serves a page for the dashboard’s paths and for links that a browser follows', async () => {
    const page = /text\/html/;
    await server.call('get', '/app/tasks').expect('content-type', page);
    await server.call('get', '/').expect('content-type', page);
    await server.call('get', '/elsewhere').set('accept', 'text/html').expect('content-type', page);
  });

  it.each([
    '/tasks/nothing/here',
    '/finance',
    '/assets/../../package.json',
    '/assets/%2e%2e%2fpackage.json',
    '/none.js',
  ])('serves no page for %s', async (path) => {
    const answer = await server.call('get', path).set('accept', 'text/html');
    expect([403, 404]).toContain(answer.status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });
});
