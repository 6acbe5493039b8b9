import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { catalogue } from '@bellhop/hotel';
import type { Page, Problem } from '@bellhop/protocol';
import type supertest from 'supertest';
import { createTestApp, type Member, type TestApp } from '../support/app.js';
import { type Collection, collectionsOf, pathOf, routesOf } from '../support/domains/collections.js';
import { authorOf } from '../support/domains/members.js';
import { type OpenApi, type Operation, operationsOf } from '../support/domains/operations.js';
import { sampleBody } from '../support/domains/samples.js';
import { HALF, NUL, wrongInQuery, wrongValues } from '../support/domains/wrong-values.js';
import { headOf } from '../support/log.js';

const DOMAINS = Object.keys(catalogue);
/** Names that no query accepts. */
const UNKNOWN = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'surprise'];

type Row = Readonly<Record<string, unknown>>;

describe('bad input', () => {
  let server: TestApp;
  let owner: Member;
  let operations: readonly Operation[];
  /** An accepted body and the path of a row, by collection. */
  const good = new Map<Collection, object>();
  const rows = new Map<Collection, string>();
  let head: string;
  beforeAll(async () => {
    server = await createTestApp();
    owner = await server.signIn('owner');
    operations = operationsOf((await server.call('get', '/openapi.json').expect(200)).body as OpenApi);
    for (const collection of DOMAINS.flatMap((domain) => collectionsOf(domain, operations))) {
      const body = sampleBody(collection.create, authorOf(owner)) as object;
      good.set(collection, body);
      const { items } = (await owner.call('get', `${collection.path}?limit=1`).expect(200)).body as Page<Row>;
      const [row = (await owner.call('post', collection.path, body).expect(201)).body as Row] = items;
      rows.set(collection, pathOf(collection, row));
    }
  });
  afterAll(() => server.close());
  const collections = (domain: string): readonly Collection[] =>
    [...good.keys()].filter((collection) => collection.domain === domain);
  // No refused request writes an event.
  beforeEach(async () => {
    head = await headOf(owner);
  });
  afterEach(async () => {
    expect(await headOf(owner)).toBe(head);
  });

  async function refused(test: supertest.Test, status = 400): Promise<Problem> {
    const answer = await test;
    const problem = answer.body as Problem;
    expect({ status: answer.status, body: problem }).toMatchObject({
      status,
      body: { status, code: expect.any(String) },
    });
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.headers['cache-control']).toBe('no-store');
    return problem;
  }

  it.each(DOMAINS)('is refused in a body: %s', async (domain) => {
    for (const collection of collections(domain)) {
      const { path, create, change } = collection;
      for (const [method, operation] of [['post', create] as const, ['patch', change] as const]) {
        for (const [field, schema] of Object.entries(operation?.body?.properties ?? {})) {
          for (const value of wrongValues(field, schema)) {
            const attempt =
              method === 'post'
                ? owner.call('post', path, { ...good.get(collection), [field]: value })
                : owner.call('patch', rows.get(collection) ?? '', { [field]: value });
            const problem = await refused(attempt);
            expect([method, path, field, JSON.stringify(value).slice(0, 40), problem]).toMatchObject([
              ...[method, path, field, expect.anything()],
              { code: 'validation_failed', errors: [{ field: expect.stringMatching(new RegExp(`^${field}`)) }] },
            ]);
          }
        }
      }
    }
  });

  it('of an unknown kind is reported with the line to write', () => {
    expect(() => wrongValues('colour', { type: 'string', pattern: '^#' })).toThrow(/colour: .*wrong-values\.ts/);
    expect(() => wrongInQuery('shelf', { type: 'integer' })).toThrow(/filter shelf.*wrong-values\.ts/);
  });

  it.each(DOMAINS)('is refused as a body of %s', async (domain) => {
    for (const collection of collections(domain)) {
      const { change, path } = collection;
      for (const method of change ? (['post', 'patch'] as const) : (['post'] as const)) {
        const call = () => owner.call(method, method === 'post' ? path : (rows.get(collection) ?? ''));
        const json = (body: string) => call().set('content-type', 'application/json').send(body);
        for (const body of [
          ...['{', '', 'null', '[]', '"x"', '7', 'true', '{"__proto__":{"a":1}}'],
          ...['{"constructor":{"prototype":1}}', '{"constructor":1}', '{"toString":1}', '[{}]'],
        ]) {
          await refused(json(body));
        }
        await refused(json('{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000)));
        await refused(json('['.repeat(30_000) + ']'.repeat(30_000)));
        await refused(json(JSON.stringify({ [NUL]: 1 })));
        await refused(json(`{"x":"${'y'.repeat(300_000)}"}`), 413);
        await refused(call().type('form').send('title=x'), 415);
        await refused(call().type('text/plain').send('x'), 415);
        const unknown = await refused(json(JSON.stringify({ ...good.get(collection), version: 7 })));
        expect(unknown.errors).toContainEqual(expect.objectContaining({ field: 'version', code: 'unknownField' }));
      }
    }
  });

  it('gets an error for each missing field', async () => {
    const problem = await refused(owner.call('post', '/finance/revenues', {}));
    expect(problem.errors?.map(({ field }) => field).sort()).toEqual([
      'amountMinor',
      'category',
      'currency',
      'propertyId',
    ]);
  });

  it.each(DOMAINS)('is refused as an id in a path of %s', async (domain) => {
    for (const { path, change, remove } of collections(domain)) {
      const methods = ['get' as const, ...(change ? ['patch' as const] : []), ...(remove ? ['delete' as const] : [])];
      for (const method of methods) {
        const call = (id: string) => owner.call(method, `${path}/${id}`, method === 'patch' ? {} : undefined);
        for (const id of ['nope', '0', '%00', 'a%00b', '%F0%9F%98%80', '..%2f', "'", '%22', crypto.randomUUID()]) {
          await refused(call(id), 404);
        }
        await refused(call('x'.repeat(300)), 404);
      }
      await refused(owner.call('get', `${path}/%zz`));
      await refused(owner.call('get', `${path}/%ff`));
    }
  });

  it.each(DOMAINS)('is refused in a query: %s', async (domain) => {
    const lists = routesOf(domain, operations).filter(({ method, path }) => method === 'GET' && !path.includes('{'));
    expect(lists.length).toBeGreaterThan(0);
    for (const { path, fields } of lists) {
      const described = fields.filter(({ place }) => place === 'query').map(({ name, schema }) => ({ name, schema }));
      const wrong = described.flatMap(({ name, schema }) => wrongInQuery(name, schema).map((value) => [name, value]));
      for (const name of UNKNOWN) wrong.push([name, 'x']);
      for (const [name = '', value = ''] of wrong) {
        const query = `${path}?${name}=${encodeURI(value).replaceAll('%25', '%')}`;
        const { status, body } = await owner.call('get', query);
        expect([query, status, body]).toMatchObject([
          query,
          400,
          { code: 'validation_failed', errors: expect.any(Array) },
        ]);
      }
    }
  });

  it('is refused as a range of days that ends before it begins', async () => {
    for (const path of ['/finance/revenues', '/finance/expenses', '/finance/summary']) {
      const problem = await refused(owner.call('get', `${path}?from=2026-02-01&to=2026-01-01`));
      expect(problem.errors).toMatchObject([{ field: 'to' }]);
    }
  });

  it.each(DOMAINS)('is refused in the header if-match: %s', async (domain) => {
    for (const { path, change, remove } of collections(domain)) {
      const row = [...rows].find(([collection]) => collection.path === path)?.[1] ?? '';
      for (const value of ['x', '"', '"x"', '"1", "2"', '-1', '1.0', '99999999999999']) {
        if (change) await refused(owner.call('patch', row, {}).set('if-match', value));
        if (remove) await refused(owner.call('delete', row).set('if-match', value));
      }
    }
  });

  it('is refused at login', async () => {
    for (const body of [
      {},
      { email: 'owner@aurora.test' },
      { email: ['owner@aurora.test'], password: 'x' },
      { email: 'owner@aurora.test', password: ['bellhop-demo'] },
      { email: 'owner@aurora.test', password: { $ne: '' } },
      { email: `${NUL}@aurora.test`, password: 'x' },
      { email: 'owner@aurora.test', password: NUL },
      { email: 'owner@aurora.test', password: HALF },
      { email: 'owner@aurora.test', password: 'x'.repeat(300) },
      { email: 'nobody', password: 'x' },
    ]) {
      expect(await refused(server.call('post', '/auth/login', body))).toMatchObject({ code: 'validation_failed' });
    }
  });

  it('is refused on unknown paths and with wrong methods', async () => {
    for (const method of ['get', 'post', 'patch', 'put', 'delete'] as const) {
      expect(await refused(owner.call(method, '/nowhere'), 404)).toMatchObject({ code: 'not_found' });
    }
    for (const [method, path, allow] of [
      ['delete', '/tasks', 'GET, HEAD, POST'],
      ['put', `/tasks/${crypto.randomUUID()}`, 'DELETE, GET, HEAD, PATCH'],
      ['get', '/auth/login', 'POST'],
      ['post', '/health/live', 'GET, HEAD'],
    ] as const) {
      const attempt = owner.call(method, path);
      expect(await refused(attempt.expect('allow', allow), 405)).toMatchObject({ code: 'method_not_allowed' });
    }
  });

  it('is refused with a problem when it is not HTTP', async () => {
    await server.app.listen(0, '127.0.0.1');
    const { port } = server.app.getHttpServer().address() as { port: number };
    const send = async (bytes: string) => {
      const socket = connect(port, '127.0.0.1');
      socket.write(bytes);
      return text(socket);
    };
    expect(await send('HELLO\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400 [^]*application\/problem\+json[^]*"malformed_request"/,
    );
    const flood = `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`;
    expect(await send(flood)).toMatch(/^HTTP\/1\.1 431 [^]*"headers_too_large"/);
  });
});
