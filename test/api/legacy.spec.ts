import { afterEach, describe, expect, it } from '@jest/globals';
import { catalogue } from '@bellhop/hotel';
import { createTestApp, type TestApp } from '../support/app.js';

describe('the former polling path', () => {
  let server: TestApp;
  afterEach(() => server.close());

  it('responds 410, names its successor, and is counted', async () => {
    server = await createTestApp();
    const owner = await server.signIn('owner');
    for (const domain of Object.keys(catalogue)) {
      const { body, headers } = await owner.call('get', `/${domain}/events/subscribe`).expect(410);
      expect(body).toMatchObject({ status: 410, code: 'gone' });
      expect(headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(headers['link']).toBe('</v2/realtime/stream>; rel="successor-version"');
    }
    await server.call('get', '/tasks/events/subscribe').expect(401);
    await owner.call('get', '/spa/events/subscribe').expect(404);
    const { text } = await server.call('get', '/metrics').expect(200);
    expect(text).toContain('bellhop_legacy_requests_total{domain="tasks"} 1\n');
  });

  it('responds with no events where its domain is switched on', async () => {
    server = await createTestApp({ settings: { legacyEvents: new Set(['tasks']) } });
    const owner = await server.signIn('owner');
    const { body, headers } = await owner.call('get', '/tasks/events/subscribe').expect(200);
    expect(body).toEqual({ events: [] });
    expect(headers['link']).toContain('/v2/realtime/stream');
    await owner.call('get', '/finance/events/subscribe').expect(410);
  });
});
