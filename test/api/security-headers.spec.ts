import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type Member, type TestApp } from '../support/app.js';
import { openTransports } from '../support/realtime.js';

describe('security headers', () => {
  let server: TestApp;
  let owner: Member;
  beforeAll(async () => {
    server = await createTestApp();
    owner = await server.signIn('owner');
  });
  afterAll(() => server.close());

  const ALWAYS = {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };

  it.each([
    ['a page', '/app/tasks', 'text/html'],
    ['the documents', '/docs', 'text/html'],
    ['an answer', '/health/live', 'application/json'],
    ['a refusal', '/tasks', 'application/problem+json'],
    ['what is not there', '/nowhere', 'application/problem+json'],
  ])('are on %s', async (_, path, type) => {
    const { headers } = await server.call('get', path);
    expect(headers['content-type']).toContain(type);
    expect(headers).toMatchObject(ALWAYS);
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('server');
    expect(headers['permissions-policy']).toMatch(/camera=\(\).*geolocation=\(\).*microphone=\(\)/);
  });

  it('are on a response refused before the handler', async () => {
    const { headers } = await server.call('post', '/tasks').set('origin', 'https://evil.example').expect(403);
    expect(headers).toMatchObject(ALWAYS);
  });

  it('are on a stream', async () => {
    const transports = await openTransports(server);
    const authorization = `Bearer ${owner.signedIn.accessToken}`;
    const stop = new AbortController();
    const answer = await fetch(`${transports.url}/v2/realtime/stream`, {
      headers: { authorization },
      signal: stop.signal,
    });
    expect(Object.fromEntries(answer.headers)).toMatchObject({ ...ALWAYS, 'cache-control': 'no-store' });
    stop.abort();
  });

  it('let a page run and load only what this server has', async () => {
    const { headers } = await server.call('get', '/app/tasks');
    const policy = new Map(
      String(headers['content-security-policy'])
        .split(';')
        .map((directive) => directive.trim().split(/\s+/))
        .map(([name = '', ...sources]) => [name, sources.join(' ')] as const),
    );
    expect(Object.fromEntries(policy)).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self' 'unsafe-inline'",
      'style-src-attr': "'none'",
      'img-src': "'self' data: blob:",
      'font-src': "'self'",
      'connect-src': "'self'",
      'manifest-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'self'",
      'frame-ancestors': "'none'",
    });
  });

  it('ask for HTTPS only where a trusted proxy says the request came by it', async () => {
    const strict = 'strict-transport-security';
    const https = { 'x-forwarded-proto': 'https' };
    expect((await server.call('get', '/health/live')).headers).not.toHaveProperty(strict);
    expect((await server.call('get', '/health/live').set(https)).headers).not.toHaveProperty(strict);
    const behind = await createTestApp({ settings: { trustedProxies: ['loopback'] } });
    try {
      const { headers } = await behind.call('get', '/health/live').set(https);
      expect(headers[strict]).toBe('max-age=31536000');
      expect((await behind.call('get', '/health/live')).headers).not.toHaveProperty(strict);
    } finally {
      await behind.close();
    }
  });
});
