import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Expense, FinanceSummary, Revenue } from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';
import { freezeDate } from '../support/frozen-date.js';
import { eventsAfter, headOf } from '../support/log.js';

describe('finance', () => {
  let server: TestApp;
  let manager: Member;
  let propertyId: string;
  beforeAll(async () => {
    server = await createTestApp();
    manager = await server.signIn('manager');
    propertyId = firstProperty(manager);
  });
  afterAll(() => server.close());
  afterEach(() => void jest.useRealTimers());

  const booking = () => ({ propertyId, amountMinor: 12_500, currency: 'EUR' });

  it('books, changes and deletes a revenue', async () => {
    const head = await headOf(manager);
    const body = { ...booking(), category: 'room', description: 'Room 12', occurredOn: '2026-11-20' };
    const created = (await manager.call('post', '/finance/revenues', body).expect(201)).body as Revenue;
    expect(created).toEqual({
      ...body,
      revenueId: created.revenueId,
      orgId: manager.signedIn.user.orgId,
      createdBy: manager.signedIn.user.userId,
      updatedBy: manager.signedIn.user.userId,
      createdAt: created.createdAt,
      updatedAt: created.createdAt,
      version: 1,
    });
    const path = `/finance/revenues/${created.revenueId}`;
    const changed = (await manager.call('patch', path, { amountMinor: 13_000 }).expect(200)).body as Revenue;
    expect(changed).toMatchObject({ amountMinor: 13_000, version: 2 });
    await manager.call('patch', path, { amountMinor: 13_000 }).expect(200).expect('etag', '"2"');
    await manager.call('delete', path).set('if-match', '"2"').expect(204);
    const deletedBy = manager.signedIn.user.userId;
    expect(await eventsAfter(manager, head)).toMatchObject([
      { eventType: 'RevenueCreated', propertyId, payload: created },
      { eventType: 'RevenueUpdated', propertyId, payload: changed },
      { eventType: 'RevenueDeleted', propertyId, payload: { revenueId: created.revenueId, version: 3, deletedBy } },
    ]);
  });

  it('keeps revenues and expenses apart', async () => {
    const head = await headOf(manager);
    const body = { ...booking(), category: 'energy', vendor: 'City Energy' };
    const expense = (await manager.call('post', '/finance/expenses', body).expect(201)).body as Expense;
    expect(expense).toMatchObject({ ...body, description: null });
    expect(expense).not.toHaveProperty('revenueId');
    await manager.call('get', `/finance/expenses/${expense.expenseId}`).expect(200);
    await manager.call('get', `/finance/revenues/${expense.expenseId}`).expect(404);
    await manager.call('delete', `/finance/revenues/${expense.expenseId}`).expect(404);
    expect(await eventsAfter(manager, head)).toMatchObject([{ eventType: 'ExpenseCreated', payload: expense }]);
  });

  it('books on the property’s current day by default', async () => {
    freezeDate();
    const answer = await manager.call('post', '/finance/revenues', { ...booking(), category: 'spa' }).expect(201);
    const lisbon = new Date().toLocaleDateString('en-CA', { timeZone: 'Europe/Lisbon' });
    expect(answer.body).toMatchObject({ occurredOn: lisbon });
  });

  it('accepts any ISO currency and amounts up to the limit', async () => {
    const body = { ...booking(), category: 'other', currency: 'JPY', amountMinor: 1_000_000_000_000 };
    const answer = await manager.call('post', '/finance/revenues', body).expect(201);
    expect(answer.body).toMatchObject({ currency: 'JPY', amountMinor: 1_000_000_000_000 });
  });

  it('lists by day, property and category', async () => {
    const query = `from=2026-01-01&to=2099-12-31&propertyId=${propertyId}&category=room&limit=200`;
    const { items } = (await manager.call('get', `/finance/revenues?${query}`).expect(200)).body as Page<Revenue>;
    expect(items.length).toBeGreaterThan(80);
    const days = items.map(({ occurredOn }) => occurredOn);
    expect(days).toEqual([...days].sort().reverse());
    for (const item of items) expect(item).toMatchObject({ propertyId, category: 'room' });
  });

  it('sums the bookings it lists', async () => {
    const days = 'from=1999-05-01&to=1999-05-02';
    const book = (kind: string, occurredOn: string, body: object) =>
      manager.call('post', `/finance/${kind}`, { ...booking(), occurredOn, ...body }).expect(201);
    await book('revenues', '1999-05-01', { amountMinor: 1000, category: 'room' });
    await book('revenues', '1999-05-01', { amountMinor: 500, category: 'food' });
    await book('revenues', '1999-05-02', { amountMinor: 700, category: 'room' });
    await book('revenues', '1999-05-02', { amountMinor: 900, category: 'room', currency: 'SEK' });
    await book('expenses', '1999-05-02', { amountMinor: 300, category: 'energy' });
    await book('expenses', '1999-05-03', { amountMinor: 9999, category: 'energy' });
    const { body } = await manager.call('get', `/finance/summary?${days}`).expect(200);
    expect(body as FinanceSummary).toEqual({
      from: '1999-05-01',
      to: '1999-05-02',
      bookings: { revenues: 4, expenses: 1 },
      totals: [
        { currency: 'EUR', revenueMinor: 2200, expenseMinor: 300, profitMinor: 1900 },
        { currency: 'SEK', revenueMinor: 900, expenseMinor: 0, profitMinor: 900 },
      ],
      revenueByCategory: [
        { currency: 'EUR', category: 'room', amountMinor: 1700 },
        { currency: 'EUR', category: 'food', amountMinor: 500 },
        { currency: 'SEK', category: 'room', amountMinor: 900 },
      ],
      expenseByCategory: [{ currency: 'EUR', category: 'energy', amountMinor: 300 }],
      byDay: [
        { day: '1999-05-01', currency: 'EUR', revenueMinor: 1500, expenseMinor: 0 },
        { day: '1999-05-02', currency: 'EUR', revenueMinor: 700, expenseMinor: 300 },
        { day: '1999-05-02', currency: 'SEK', revenueMinor: 900, expenseMinor: 0 },
      ],
    });
  });

  it('sums the last 30 days of one property by default', async () => {
    const { body } = await manager.call('get', `/finance/summary?propertyId=${propertyId}`).expect(200);
    const { from, to, totals } = body as FinanceSummary;
    expect(Date.parse(to) - Date.parse(from)).toBe(29 * 86_400_000);
    expect(totals[0]?.revenueMinor).toBeGreaterThan(0);
  });
});
