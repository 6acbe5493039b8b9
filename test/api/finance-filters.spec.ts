import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FinanceSummary, Revenue } from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';

const DAYS = 'from=1999-05-01&to=1999-05-31';

describe('filters of bookings', () => {
  let server: TestApp;
  let manager: Member;
  let owner: Member;
  beforeAll(async () => {
    server = await createTestApp();
    manager = await server.signIn('manager');
    owner = await server.signIn('owner');
    const propertyId = firstProperty(manager);
    const book = (by: Member, kind: string, body: object) =>
      by.call('post', `/finance/${kind}`, { propertyId, currency: 'EUR', ...body }).expect(201);
    await book(manager, 'revenues', { amountMinor: 1_000, category: 'room', occurredOn: '1999-05-01' });
    await book(manager, 'revenues', {
      ...{ amountMinor: 2_000, category: 'events', occurredOn: '1999-05-02' },
      description: 'Wedding, 50% paid',
    });
    await book(owner, 'revenues', {
      ...{ amountMinor: 3_000, category: 'other', occurredOn: '1999-05-03' },
      description: 'Flowers for the WEDDING',
    });
    await book(owner, 'revenues', { amountMinor: 2_000, currency: 'JPY', category: 'room', occurredOn: '1999-05-04' });
    await book(owner, 'expenses', {
      ...{ amountMinor: 500, category: 'other', occurredOn: '1999-05-05' },
      vendor: 'Wedding Cakes & Co',
    });
  });
  afterAll(() => server.close());

  const within = (filters: string) => {
    const query = new URLSearchParams(DAYS);
    for (const [name, value] of new URLSearchParams(filters)) query.set(name, value);
    return query.toString();
  };
  const summary = async (filters: string) =>
    (await manager.call('get', `/finance/summary?${within(filters)}`).expect(200)).body as FinanceSummary;
  const revenues = async (filters: string) =>
    ((await manager.call('get', `/finance/revenues?${within(filters)}`).expect(200)).body as Page<Revenue>).items;

  it.each([
    ['', 4, 1],
    ['category=room', 2, 0],
    ['currency=EUR', 3, 1],
    ['currency=EUR&minAmountMinor=2000', 2, 0],
    ['currency=EUR&minAmountMinor=1001&maxAmountMinor=2000', 1, 0],
    ['currency=EUR&maxAmountMinor=1000000000000', 3, 1],
    ['q=wedding', 2, 1],
    ['q=50%25', 1, 0],
    ['q=_', 0, 0],
    ['from=1999-05-02&to=1999-05-03', 2, 0],
    ['q=cakes%20%26', 0, 1],
    ['q=paid%20wedd', 1, 0],
    ['q=paid%20cakes', 0, 0],
  ])('hold for lists and sums alike: %s', async (filters, revenueCount, expenseCount) => {
    const { bookings, byDay, totals } = await summary(filters);
    expect(bookings).toEqual({ revenues: revenueCount, expenses: expenseCount });
    const found = await revenues(filters);
    expect(found).toHaveLength(revenueCount);
    const sum = found.reduce((whole, { amountMinor }) => whole + amountMinor, 0);
    expect(totals.reduce((whole, { revenueMinor }) => whole + revenueMinor, 0)).toBe(sum);
    expect(byDay.reduce((whole, { revenueMinor }) => whole + revenueMinor, 0)).toBe(sum);
  });

  it('hold for who booked', async () => {
    const { userId } = owner.signedIn.user;
    expect((await summary(`createdBy=${userId}`)).bookings).toEqual({ revenues: 2, expenses: 1 });
    for (const revenue of await revenues(`createdBy=${userId}`)) expect(revenue).toMatchObject({ createdBy: userId });
  });

  it('restrict sums to a kind', async () => {
    expect((await summary('kind=expense')).totals).toEqual([
      { currency: 'EUR', revenueMinor: 0, expenseMinor: 500, profitMinor: -500 },
    ]);
  });

  it.each([
    ['minAmountMinor=1', 'currency'],
    ['currency=EUR&minAmountMinor=5&maxAmountMinor=4', 'maxAmountMinor'],
    ['currency=EUR&minAmountMinor=1.5', 'minAmountMinor'],
    ['currency=EUR&minAmountMinor=0', 'minAmountMinor'],
    ['from=1999-06-01', 'to'],
    [`q=${'x'.repeat(101)}`, 'q'],
    ['q=', 'q'],
    ['createdBy=me', 'createdBy'],
    ['category=minibar', 'category'],
    ['currency=XXY', 'currency'],
  ])('are refused when they make no sense: %s', async (filters, field) => {
    for (const path of ['revenues', 'summary', 'bookings.csv']) {
      const { body } = await manager.call('get', `/finance/${path}?${within(filters)}`).expect(400);
      expect(body).toMatchObject({ code: 'validation_failed', errors: [{ field }] });
    }
  });
});
