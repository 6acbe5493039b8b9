import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { DASHBOARD } from '../../tools/lib/dashboard-budgets.mjs';
import { createTestApp, type TestApp } from '../support/app.js';

/** A file of the build, which `npm test` makes before the tests. */
const built = (path: string): Buffer => readFileSync(join(DASHBOARD, path));

describe('the dashboard’s files', () => {
  let server: TestApp;
  let script: string;
  let styles: string;
  beforeAll(async () => {
    server = await createTestApp();
    const page = built('index.html').toString();
    script = /src="(\/assets\/entrance-[^"]+\.js)"/.exec(page)?.[1] ?? '';
    styles = /href="(\/assets\/[^"]+\.css)"/.exec(page)?.[1] ?? '';
  });
  afterAll(() => server.close());

  /** Neither decoded nor parsed. */
  const fetchRaw = async (url: string, headers: Readonly<Record<string, string>>) => {
    const { statusCode, headers: answered, rawPayload } = await server.app.inject({ method: 'GET', url, headers });
    return { status: statusCode, headers: answered, body: rawPayload };
  };

  it.each<[accepted: string, sent: string | undefined]>([
    ['br', 'br'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, br;q=0.5', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['*', 'gzip'],
    ['zstd', undefined],
    ['identity', undefined],
    ['br;q=0', undefined],
  ])('are sent to who accepts “%s” as %s', async (accepted, sent) => {
    const { status, headers } = await fetchRaw(script, { 'accept-encoding': accepted });
    expect(status).toBe(200);
    expect(headers['content-encoding']).toBe(sent);
    expect(headers['content-type']).toMatch(/^(text|application)\/javascript/);
    expect(headers['vary']).toMatch(/accept-encoding/i);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('are the same in each encoding, and each has its own ETag', async () => {
    for (const path of [script, styles]) {
      const whole = built(path);
      const plain = await fetchRaw(path, {});
      const brotli = await fetchRaw(path, { 'accept-encoding': 'br' });
      const gzip = await fetchRaw(path, { 'accept-encoding': 'gzip' });
      expect(plain.body).toEqual(whole);
      expect(brotliDecompressSync(brotli.body)).toEqual(whole);
      expect(gunzipSync(gzip.body)).toEqual(whole);
      expect(new Set([plain, brotli, gzip].map((answer) => String(answer.headers['etag']))).size).toBe(3);
    }
  });

  it('are small: brotli is at most a third of the script', async () => {
    const { headers } = await server.call('head', script).set('accept-encoding', 'br').expect(200);
    expect(Number(headers['content-length'])).toBeLessThan(built(script).length / 3);
  });

  it('are not sent again to who has them', async () => {
    const { headers } = await fetchRaw(script, { 'accept-encoding': 'br' });
    const again = await fetchRaw(script, { 'accept-encoding': 'br', 'if-none-match': String(headers['etag']) });
    expect(again.status).toBe(304);
  });

  it('are sent in parts', async () => {
    const { status, body } = await fetchRaw(script, { range: 'bytes=10-19' });
    expect(status).toBe(206);
    expect(body).toEqual(built(script).subarray(10, 20));
  });

  it('a page is asked for each time, compressed as well', async () => {
    const { headers, body } = await fetchRaw('/app/tasks', { 'accept-encoding': 'br' });
    expect(headers).toMatchObject({ 'cache-control': 'no-cache', 'content-encoding': 'br' });
    expect(headers['content-type']).toContain('text/html');
    expect(brotliDecompressSync(body)).toEqual(built('index.html'));
  });

  it.each(['/assets/gone-abcdefgh.js', '/assets/gone.css', '/.vite/manifest.json', '/.built-from.js'])(
    'what is not there, or not for browsers, is a 404 and no page: %s',
    async (path) => {
      const answer = await server.call('get', path).set({ accept: 'text/html', 'accept-encoding': 'br' }).expect(404);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.headers['cache-control'] ?? '').not.toContain('immutable');
    },
  );
});
