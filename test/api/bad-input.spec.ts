import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page, Problem } from '@bellhop/protocol';
import type supertest from 'supertest';
import { createTestApp, firstProperty, type Member, type Method, type TestApp } from '../support/app.js';
import { headOf } from '../support/log.js';

const NUL = 'a\u0000b';
const HALF = 'a\ud800b';
const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

/** Values that no field of the kind accepts. */
const LINES = ['a\nb', 'a\r', '\tb', 'a\u0007b', 'a\u0085b', 'a\u2028b', 'a\u202Eb', 'a\u2066b', '\u200B\u2060'];
const BAD_TEXT = [
  ...LINES,
  '',
  '   ',
  NUL,
  HALF,
  7,
  true,
  null,
  [],
  ['a'],
  {},
  { toString: 'x' },
  deep(12),
  'x'.repeat(5000),
];
const BAD_ID = ['', 'nope', NUL, HALF, 7, true, null, ['x'], {}, '00000000-0000-0000-0000-00000000000g'];
const BAD_NUMBER = ['1', '', NUL, 1.5, -1, 0.1, 9007199254740993, 1e308, true, null, [1], {}];
const BAD_DAY = [
  '',
  'today',
  '2026-02-30',
  '2026-13-01',
  '20261121',
  '2026-11-21T00:00:00Z',
  '0000-01-01',
  NUL,
  20261121,
  [],
  {},
  ['2026-11-21'],
];
const BAD_WORD = ['', 'nope', 'Room', NUL, HALF, 7, true, null, [], {}, '__proto__', 'constructor'];

type Fields = Readonly<Record<string, readonly unknown[]>>;

const MONEY: Fields = {
  propertyId: BAD_ID,
  amountMinor: [...BAD_NUMBER, 0, 1_000_000_000_001],
  currency: [...BAD_WORD, 'eur', 'EURO', 'XXZ'],
  category: BAD_WORD,
  occurredOn: BAD_DAY,
  description: [NUL, HALF, 7, [], {}, 'x'.repeat(501)],
};
const HOUSE: Fields = {
  name: BAD_TEXT,
  city: BAD_TEXT,
  timezone: [...BAD_WORD, 'Europe/Nowhere', '+25:00'],
  currency: BAD_WORD,
  rooms: [...BAD_NUMBER, 100_001],
};
const TASK: Fields = {
  propertyId: BAD_ID,
  title: BAD_TEXT,
  description: [NUL, HALF, 7, [], {}, 'x'.repeat(4001)],
  priority: BAD_WORD,
  assigneeId: BAD_ID.filter((value) => value !== null),
  dueOn: BAD_DAY,
};

const PERSON: Fields = {
  name: BAD_TEXT,
  role: BAD_WORD,
  allProperties: ['true', '', NUL, 1, 0, null, [], {}],
  propertyIds: ['', 'nope', NUL, 7, true, null, {}, [7], [null], [[]], [HALF], ['nope'], [crypto.randomUUID(), '']],
};

describe('bad input', () => {
  let server: TestApp;
  let owner: Member;
  let good: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Path of a row of each kind. */
  const rows: Record<string, string> = {};
  let head: string;
  beforeAll(async () => {
    server = await createTestApp();
    owner = await server.signIn('owner');
    const propertyId = firstProperty(owner);
    const money = { propertyId, amountMinor: 1, currency: 'EUR', category: 'other' };
    good = {
      '/properties': { name: 'x', city: 'y', timezone: 'Europe/Lisbon', currency: 'EUR', rooms: 1 },
      '/tasks': { propertyId, title: 'x' },
      '/finance/revenues': money,
      '/finance/expenses': money,
      '/users': { email: 'x@aurora.test', name: 'x', role: 'staff', propertyIds: [propertyId] },
    };
    for (const path of Object.keys(good)) {
      const { body } = await owner.call('get', `${path}?limit=1`).expect(200);
      const [row = {}] = (body as Page<Record<string, string>>).items;
      const id = ['taskId', 'revenueId', 'expenseId', 'userId', 'propertyId'].find((field) => field in row) ?? '';
      rows[path] = `${path}/${row[id]}`;
    }
  });
  afterAll(() => server.close());
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

  const cases = (
    [
      ['/properties', HOUSE],
      ['/tasks', TASK],
      ['/finance/revenues', MONEY],
      ['/finance/expenses', { ...MONEY, vendor: [NUL, HALF, 7, [], {}, 'x'.repeat(201)] }],
      ['/users', PERSON],
    ] as const
  ).flatMap(([path, fields]) =>
    Object.entries<readonly unknown[]>(fields).map(([field, values]) => [path, field, values] as const),
  );

  it.each(cases)('is refused in a body: %s, %s', async (path, field, values) => {
    for (const value of values) {
      const attempts = [
        owner.call('post', path, { ...good[path], [field]: value }),
        owner.call('patch', rows[path] ?? '', { [field]: value }),
      ];
      for (const attempt of attempts) {
        const problem = await refused(attempt);
        expect([field, JSON.stringify(value).slice(0, 40), problem]).toMatchObject([
          field,
          expect.anything(),
          { code: 'validation_failed', errors: [{ field: expect.stringMatching(new RegExp(`^${field}`)) }] },
        ]);
      }
    }
  });

  it('is refused as the email of an invitation', async () => {
    for (const email of [
      '',
      'x',
      'x@',
      '@x.test',
      'a b@x.test',
      'x@x',
      NUL,
      HALF,
      7,
      null,
      [],
      {},
      `${'x'.repeat(250)}@x.test`,
    ]) {
      const problem = await refused(owner.call('post', '/users', { ...good['/users'], email }));
      expect(problem).toMatchObject({ code: 'validation_failed', errors: [{ field: 'email' }] });
    }
  });

  it.each(['/properties', '/tasks', '/finance/revenues', '/finance/expenses', '/users'])(
    'is refused as the body of %s',
    async (path) => {
      const json = (method: Method, body: string) =>
        owner
          .call(method, method === 'post' ? path : (rows[path] ?? ''))
          .set('content-type', 'application/json')
          .send(body);
      for (const method of ['post', 'patch'] as const) {
        for (const body of [
          '{',
          '',
          'null',
          '[]',
          '"x"',
          '7',
          'true',
          '{"__proto__":{"a":1}}',
          '{"constructor":{"prototype":1}}',
          '{"constructor":1}',
          '{"toString":1}',
          '[{}]',
        ]) {
          await refused(json(method, body));
        }
        await refused(json(method, '{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000)));
        await refused(json(method, '['.repeat(30_000) + ']'.repeat(30_000)));
        await refused(json(method, JSON.stringify({ [NUL]: 1 })));
        await refused(json(method, `{"x":"${'y'.repeat(300_000)}"}`), 413);
        await refused(
          owner
            .call(method, method === 'post' ? path : (rows[path] ?? ''))
            .type('form')
            .send('title=x'),
          415,
        );
        await refused(
          owner
            .call(method, method === 'post' ? path : (rows[path] ?? ''))
            .type('text/plain')
            .send('x'),
          415,
        );
        const unknown = await refused(json(method, JSON.stringify({ ...good[path], version: 7 })));
        expect(unknown.errors).toContainEqual({ field: 'version', message: 'is not a field of this request' });
      }
    },
  );

  it('gets an error for each missing field', async () => {
    const problem = await refused(owner.call('post', '/finance/revenues', {}));
    expect(problem.errors?.map(({ field }) => field).sort()).toEqual([
      'amountMinor',
      'category',
      'currency',
      'propertyId',
    ]);
  });

  it.each(['/properties', '/tasks', '/finance/revenues', '/finance/expenses', '/users'])(
    'is refused as an id in the path of %s',
    async (path) => {
      for (const id of ['nope', '0', '%00', 'a%00b', '%F0%9F%98%80', '..%2f', "'", '%22', crypto.randomUUID()]) {
        await refused(owner.call('get', `${path}/${id}`), 404);
        await refused(owner.call('patch', `${path}/${id}`, {}), 404);
        await refused(owner.call('delete', `${path}/${id}`), 404);
      }
      await refused(owner.call('get', `${path}/%zz`));
      await refused(owner.call('get', `${path}/%ff`));
      await refused(owner.call('get', `${path}/${'x'.repeat(300)}`), 404);
      await refused(owner.call('patch', `${path}/${'x'.repeat(300)}`, {}), 404);
    },
  );

  const QUERIES: readonly (readonly [string, string, readonly string[]])[] = [
    ...['/properties', '/tasks', '/finance/revenues', '/finance/expenses', '/users'].flatMap((path) => [
      [
        path,
        'limit',
        ['0', '201', '-1', '1.5', '1e2', '0x10', '', 'x', '99999999999999999999', '1&limit=2', '%00'],
      ] as const,
      [
        path,
        'after',
        ['', 'x', '%00', Buffer.from('x y').toString('base64url'), 'a&after=b', 'y'.repeat(600), 'bnVsbA'],
      ] as const,
      [path, '__proto__', ['x']] as const,
      [path, 'constructor', ['x']] as const,
      [path, 'toString', ['x']] as const,
      [path, 'hasOwnProperty', ['x']] as const,
      [path, 'surprise', ['x']] as const,
    ]),
    ...[
      '/tasks',
      '/finance/revenues',
      '/finance/expenses',
      '/users',
      '/tasks/summary',
      '/finance/summary',
      '/users/summary',
    ].map((path) => [path, 'propertyId', ['', 'x', '%00', `a&propertyId=b`, "' or 1=1 --"]] as const),
    ...['/finance/revenues', '/finance/expenses', '/finance/summary'].flatMap((path) =>
      ['from', 'to'].map(
        (name) => [path, name, ['', 'x', '2026-02-30', '%00', '2026-01-01&from=2026-01-02&to=1']] as const,
      ),
    ),
    ...['/finance/revenues', '/finance/expenses'].map(
      (path) => [path, 'category', ['', 'x', '%00', 'room&category=room']] as const,
    ),
    ['/tasks', 'status', ['', 'x', 'open,done', 'open&status=done']],
    ['/tasks', 'assigneeId', ['', 'x', '%00']],
    ['/users', 'status', ['', 'x', 'active,invited', 'active&status=disabled']],
    ['/users', 'role', ['', 'x', 'Owner', 'owner&role=staff']],
  ];

  it.each(QUERIES)('is refused in a query: %s, %s', async (path, name, values) => {
    for (const value of values) {
      const problem = await refused(owner.call('get', `${path}?${name}=${encodeURI(value).replaceAll('%25', '%')}`));
      expect(problem).toMatchObject({ code: 'validation_failed', errors: expect.any(Array) });
    }
  });

  it('is refused as a range of days that ends before it begins', async () => {
    for (const path of ['/finance/revenues', '/finance/expenses', '/finance/summary']) {
      const problem = await refused(owner.call('get', `${path}?from=2026-02-01&to=2026-01-01`));
      expect(problem.errors).toMatchObject([{ field: 'to' }]);
    }
  });

  it.each(['if-match'])('is refused in the header %s', async (header) => {
    for (const value of ['x', '"', '"x"', '"1", "2"', '-1', '1.0', '99999999999999']) {
      await refused(owner.call('patch', rows['/tasks'] ?? '', { title: 'x' }).set(header, value));
      await refused(owner.call('delete', rows['/tasks'] ?? '').set(header, value));
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
      ['put', rows['/tasks'] ?? '', 'DELETE, GET, HEAD, PATCH'],
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
