import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem } from '@bellhop/protocol';
import type supertest from 'supertest';
import { RouteTable } from '../../src/platform/http/route-table.js';
import { createTestApp, firstProperty, type Member, type Method, type TestApp } from '../support/app.js';
import { headOf } from '../support/log.js';

const ID = '01980000-0000-7000-8000-000000000000';
const KIB = 1_024;

describe('a body', () => {
  let server: TestApp;
  let owner: Member;
  let key: string;
  let task: object;
  beforeAll(async () => {
    server = await createTestApp();
    owner = await server.signIn('owner');
    const { body } = await owner.call('post', '/v2/realtime/keys', { name: 'pms', domains: ['tasks'] }).expect(201);
    key = (body as { key: string }).key;
    task = { propertyId: firstProperty(owner), title: 'x' };
    await server.app.listen(0, '127.0.0.1');
  });
  afterAll(() => server.close());

  const refused = async (test: supertest.Test, status: number, code: string): Promise<Problem> => {
    const answer = await test;
    expect([answer.status, (answer.body as Problem).code]).toEqual([status, code]);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    return answer.body as Problem;
  };
  const send = (bytes: string | Buffer, headers: Readonly<Record<string, string>> = {}, path = '/tasks') =>
    owner
      .call('post', path)
      .set({ 'content-type': 'application/json', ...headers })
      // superagent would encode text as a JSON string.
      .serialize((value: unknown) => value as string)
      .send(bytes as unknown as object);

  it.each([
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['multipart/form-data; boundary=x'],
    ['application/xml'],
    ['application/octet-stream'],
    ['text/json'],
    ['application/ld+json'],
    ['application/jsonp'],
    ['application/json, text/plain'],
    ['rubbish'],
    ['application/json; charset=utf-16'],
    ['application/json; charset=iso-8859-1'],
  ])('of type %s is refused', async (type) => {
    const head = await headOf(owner);
    await refused(send(JSON.stringify(task), { 'content-type': type }), 415, 'unsupported_media_type');
    expect(await headOf(owner)).toBe(head);
  });

  it.each([['application/json'], ['application/json; charset=utf-8'], ['Application/JSON;charset="UTF-8"']])(
    'of type %s is read',
    (type) => send(JSON.stringify(task), { 'content-type': type }).expect(201),
  );

  it('without a content type is refused', async () => {
    const { port } = server.app.getHttpServer().address() as { port: number };
    const json = JSON.stringify(task);
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `POST /tasks HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${owner.signedIn.accessToken}\r\n` +
        `Content-Length: ${json.length}\r\n\r\n${json}`,
    );
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 415 [^]*"unsupported_media_type"/);
  });

  it.each(['gzip', 'br', 'deflate', 'gzip, identity', 'x'])('encoded as %s is refused', (coding) =>
    refused(send(JSON.stringify(task), { 'content-encoding': coding }), 415, 'unsupported_media_type'),
  );

  it.each([
    ['is not JSON', '{title:1}'],
    ['is cut short', JSON.stringify({ title: 'x' }).slice(0, -1)],
    ['is empty', ''],
    ['goes on after its end', '{}x'],
    ['has a byte order mark', '\ufeff{}'],
    ['names a field twice', '{"title":"seen","title":"done"}'],
    ['names a field twice further in', '{"title":{"a":1,"a":2}}'],
    ['names __proto__', '{"__proto__":{"role":"owner"},"title":"x"}'],
    ['names an escaped __proto__', String.raw`{"\u005f_proto__":{}}`],
    ['is nested 30,000 levels deep', `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
    ['is JavaScript', '{"title":NaN}'],
    ['has a comment', '{"title":"x"/**/}'],
  ])('that %s is refused', async (_, json) => {
    const head = await headOf(owner);
    await refused(send(json), 400, 'malformed_request');
    const publish = server.call('post', '/v2/realtime/events').set({ authorization: `Bearer ${key}` });
    await refused(
      publish
        .set('content-type', 'application/json')
        .serialize(String)
        .send(json as unknown as object),
      400,
      'malformed_request',
    );
    expect(await headOf(owner)).toBe(head);
  });

  it('that is not UTF-8 is refused rather than repaired', async () => {
    const bytes = Buffer.from(JSON.stringify({ ...task, title: 'Zimmer f\u00fcr zwei' }), 'latin1');
    await refused(send(bytes), 400, 'malformed_request');
  });

  describe('that is large', () => {
    const padded = (bytes: number): string => JSON.stringify({ x: 'y'.repeat(bytes - 8) });

    it('is refused above 64 KiB on every route that sets no limit of its own', async () => {
      const more: string[] = [];
      for (const { method, path } of server.app.get(RouteTable).all()) {
        if (!['POST', 'PATCH', 'PUT'].includes(method)) continue;
        const url = path.replaceAll(/:\w+/g, ID);
        const { status } = await owner
          .call(method.toLowerCase() as Method, url)
          .set('content-type', 'application/json')
          .send(padded(64 * KIB + 1));
        if (status !== 413) more.push(`${method} ${path}`);
      }
      expect(more.sort()).toEqual(['POST /telemetry/client', 'POST /v2/realtime/events']);
    });

    it('is read up to 64 KiB', () => refused(send(padded(64 * KIB)), 400, 'validation_failed'));

    it('is refused above 2,048,000 bytes when publishing and above 256 KiB in telemetry', async () => {
      const publish = (bytes: number) =>
        server
          .call('post', '/v2/realtime/events')
          .set({ authorization: `Bearer ${key}`, 'content-type': 'application/json' })
          .send(padded(bytes));
      await refused(publish(2_048_000), 400, 'validation_failed');
      await refused(publish(2_048_001), 413, 'payload_too_large');
      await refused(send(padded(256 * KIB + 1), {}, '/telemetry/client'), 413, 'payload_too_large');
    });
  });

  describe('of an unauthenticated client', () => {
    /** Sends headers that announce a large body, and no body. */
    const promise = async (authorization: string, length = 'Content-Length: 2000000') => {
      const { port } = server.app.getHttpServer().address() as { port: number };
      const socket = connect(port, '127.0.0.1');
      socket.write(
        `POST /v2/realtime/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${length}\r\n` +
          `${authorization}\r\n`,
      );
      // The response ends although no byte of the body was sent.
      return text(socket);
    };

    it.each([
      ['without a key', ''],
      ['with an unknown key', `Authorization: Bearer bh_${'A'.repeat(43)}\r\n`],
      ['with an invalid token', 'Authorization: Bearer a.b.c\r\n'],
      ['with another scheme', 'Authorization: Basic dXNlcjpwYXNz\r\n'],
    ])('is not waited for: %s', async (_, authorization) => {
      expect(await promise(authorization)).toMatch(/^HTTP\/1\.1 401 [^]*connection: close[^]*"unauthenticated"/i);
      expect(await promise(authorization, 'Transfer-Encoding: chunked')).toMatch(/^HTTP\/1\.1 401 /);
    });

    it('is read when small, like anyone’s', () =>
      refused(server.call('post', '/v2/realtime/events', { x: 'y' }), 401, 'unauthenticated'));

    it('is not waited for as soon as the key is deleted', async () => {
      const { body } = await owner.call('post', '/v2/realtime/keys', { name: 'gone', domains: ['tasks'] }).expect(201);
      const { keyId, key: gone } = body as { keyId: string; key: string };
      await owner.call('delete', `/v2/realtime/keys/${keyId}`).expect(204);
      expect(await promise(`Authorization: Bearer ${gone}\r\n`)).toMatch(/^HTTP\/1\.1 401 /);
    });
  });

  it('has a limit of 8 KiB in the query string instead', async () => {
    const answer = await refused(owner.call('get', `/tasks?after=${'x'.repeat(8_200)}`), 414, 'uri_too_long');
    expect(answer.detail).toContain('8192');
    await refused(owner.call('get', `/tasks?after=${'x'.repeat(8_000)}`), 400, 'validation_failed');
  });
});
