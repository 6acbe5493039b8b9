import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FinanceSummary } from '@bellhop/hotel';
import { request } from 'node:http';
import { BookingsRepository } from '../../src/domains/finance/bookings.repository.js';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';

describe('GET /finance/bookings.csv', () => {
  let server: TestApp;
  let manager: Member;
  let propertyId: string;
  beforeAll(async () => {
    server = await createTestApp();
    manager = await server.signIn('manager');
    propertyId = firstProperty(manager);
  });
  afterAll(() => server.close());

  const csv = async (query: string, member = manager) =>
    (await member.call('get', `/finance/bookings.csv?${query}`).expect(200)).text;

  it('has the bookings that fit, with names, as plain decimals', async () => {
    const common = { propertyId, currency: 'EUR', occurredOn: '1998-02-03' };
    await manager
      .call('post', '/finance/expenses', {
        ...{ ...common, category: 'other', amountMinor: 123_456, vendor: '=cmd|calc', description: 'a, "b"\nc' },
      })
      .expect(201);
    await manager
      .call('post', '/finance/revenues', { ...common, category: 'room', amountMinor: 5, currency: 'KWD' })
      .expect(201);
    const response = await manager.call('get', '/finance/bookings.csv?from=1998-02-03&to=1998-02-03').expect(200);
    expect(response.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(response.headers['content-disposition']).toBe('attachment; filename="bookings.csv"');
    const [header, revenue, expense, ...rest] = response.text.split('\r\n');
    expect(header).toBe(
      '\uFEFFDate,Kind,Property,Category,Vendor,Description,Amount,Currency,Booked by,Booked at,Booking',
    );
    const { name } = manager.signedIn.user;
    expect(revenue).toMatch(
      new RegExp(`^1998-02-03,revenue,Aurora [^,]+,room,,,0\\.005,KWD,${name},1?\\d{4}-.*Z,[-0-9a-f]{36}$`),
    );
    expect(expense).toContain(`,other,'=cmd|calc,"a, ""b""\nc",1234.56,EUR,${name},`);
    expect(rest).toEqual(['']);
  });

  it('has as many rows as the summary counts, over several pages, each once', async () => {
    const { body } = await manager.call('get', '/finance/summary?from=2000-01-01').expect(200);
    const { revenues, expenses } = (body as FinanceSummary).bookings;
    // More than the 500 rows that are read at a time.
    expect(revenues).toBeGreaterThan(600);
    const ids = (await csv('from=2000-01-01'))
      .split('\r\n')
      .slice(1, -1)
      .map((line) => line.slice(-36));
    expect(new Set(ids).size).toBe(revenues + expenses);
    expect(ids).toHaveLength(revenues + expenses);
    const only = (await csv('from=2000-01-01&kind=expense')).split('\r\n').slice(1, -1);
    expect(only).toHaveLength(expenses);
  });

  it('has the rights of the list', async () => {
    const staff = await server.signIn('staff');
    await staff.call('get', '/finance/bookings.csv').expect(403);
    const other = await server.signIn('owner', 'borealis');
    await other.call('get', `/finance/bookings.csv?propertyId=${propertyId}`).expect(404);
    expect(await csv('from=1998-02-03&to=1998-02-03', other)).not.toContain('1998-02-03');
  });

  it('reads no further when the client has gone', async () => {
    const repository = server.app.get(BookingsRepository);
    const first = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const { page } = repository;
    let pages = 0;
    repository.page = async (...query) => {
      pages += 1;
      const rows = await page.apply(repository, query);
      first.resolve();
      await released.promise;
      return rows;
    };
    const closed = Promise.withResolvers<void>();
    server.app
      .getHttpServer()
      .once('request', (_, response: NodeJS.EventEmitter) => response.once('close', closed.resolve));
    const { port } = new URL(await listening(server));
    const asked = request({
      ...{ port, host: '127.0.0.1', path: '/finance/bookings.csv' },
      headers: { authorization: `Bearer ${manager.signedIn.accessToken}` },
    });
    asked.on('error', () => undefined).end();
    await first.promise;
    asked.destroy();
    await closed.promise;
    released.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    repository.page = page;
    // The next one would have been read as soon as the first was released.
    await csv('from=1998-02-03&to=1998-02-03');
    expect(pages).toBe(1);
  });
});

/** Returns the server's address. */
async function listening({ app }: TestApp): Promise<string> {
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}
