import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createDomainFixture, type DomainFixture } from '../../../test/support/domain-fixture.js';
import { BookingsRepository } from './bookings.repository.js';
import { BookingsService } from './bookings.service.js';
import type { CreateRevenueDto } from './finance.dto.js';
import { SummaryService } from './summary.service.js';

describe('BookingsService', () => {
  let fixture: DomainFixture;
  let service: BookingsService;
  let summaries: SummaryService;
  beforeAll(async () => {
    fixture = await createDomainFixture();
    const repository = new BookingsRepository(fixture.database);
    service = new BookingsService(fixture.resources, fixture.properties);
    summaries = new SummaryService(repository, fixture.properties);
  });
  afterAll(() => fixture.close());
  beforeEach(() => fixture.forget());

  const input = (propertyId: string): CreateRevenueDto => ({
    propertyId,
    amountMinor: 100,
    currency: 'EUR',
    category: 'other',
  });
  const raised = () => fixture.raised.map(({ eventType, propertyId, payload }) => ({ eventType, propertyId, payload }));

  it('books on the current day at the property by default', async () => {
    const day = async (propertyId: string) =>
      (await service.revenues.create(fixture.owner, input(propertyId))).body.occurredOn;
    expect(await day(fixture.lisbon)).toBe('2026-11-21');
    expect(await day(fixture.newYork)).toBe('2026-11-20');
  });

  it('refuses a booking in the future of its property, and counts every one that it accepts', async () => {
    // 2026-11-21 in Lisbon, 2026-11-20 in New York.
    const on = (propertyId: string, occurredOn: string) =>
      service.revenues.create(fixture.owner, { ...input(propertyId), occurredOn });
    const refused = { code: 'validation_failed' };
    await expect(on(fixture.lisbon, '2026-11-22')).rejects.toMatchObject(refused);
    await expect(on(fixture.newYork, '2026-11-21')).rejects.toMatchObject(refused);
    const { body } = await on(fixture.lisbon, '2026-11-21');
    const change = (changes: object) => service.revenues.update(fixture.owner, body.revenueId, changes, undefined);
    await expect(change({ occurredOn: '2026-11-22' })).rejects.toMatchObject(refused);
    await expect(change({ propertyId: fixture.newYork })).rejects.toMatchObject(refused);
    expect(await service.revenues.get(fixture.owner, body.revenueId)).toEqual(body);
    await change({ propertyId: fixture.newYork, occurredOn: '2026-11-20' });
    const { totals } = await summaries.summary(fixture.owner, { propertyId: fixture.newYork });
    expect(totals).toMatchObject([{ currency: 'EUR', revenueMinor: expect.any(Number) }]);
    await service.revenues.remove(fixture.owner, body.revenueId, undefined);
  });

  it('still changes a booking whose day was accepted before this rule', async () => {
    const { body } = await service.revenues.create(fixture.owner, input(fixture.lisbon));
    await fixture.database.query(`update bookings set occurred_on = '2027-01-01' where booking_id = $1`, [
      body.revenueId,
    ]);
    const changed = await service.revenues.update(fixture.owner, body.revenueId, { amountMinor: 5 }, undefined);
    expect(changed).toMatchObject({ amountMinor: 5, occurredOn: '2027-01-01' });
    await service.revenues.remove(fixture.owner, body.revenueId, undefined);
  });

  it('names its events after the kind of booking', async () => {
    const { body } = await service.expenses.create(fixture.owner, { ...input(fixture.lisbon), category: 'other' });
    const changed = await service.expenses.update(fixture.owner, body.expenseId, { vendor: 'Somebody' }, 1);
    await service.expenses.remove(fixture.owner, body.expenseId, 2);
    const { expenseId } = body;
    const deletedBy = fixture.owner.userId;
    expect(raised()).toEqual([
      { eventType: 'ExpenseCreated', propertyId: fixture.lisbon, payload: body },
      { eventType: 'ExpenseUpdated', propertyId: fixture.lisbon, payload: changed },
      { eventType: 'ExpenseDeleted', propertyId: fixture.lisbon, payload: { expenseId, version: 3, deletedBy } },
    ]);
  });

  it('raises a deletion in the old property and an update in the new one for a move', async () => {
    const { body } = await service.revenues.create(fixture.owner, {
      ...input(fixture.lisbon),
      occurredOn: '2026-11-20',
    });
    fixture.forget();
    const { revenueId } = body;
    const deletedBy = fixture.owner.userId;
    const moved = await service.revenues.update(fixture.owner, revenueId, { propertyId: fixture.newYork }, 1);
    expect(raised()).toEqual([
      { eventType: 'RevenueDeleted', propertyId: fixture.lisbon, payload: { revenueId, version: 2, deletedBy } },
      { eventType: 'RevenueUpdated', propertyId: fixture.newYork, payload: moved },
    ]);
  });

  it.each([
    ['older', 1],
    ['later', 7],
  ])('refuses an update based on an %s version, and writes nothing', async (_, expected) => {
    const { revenueId } = (await service.revenues.create(fixture.owner, input(fixture.lisbon))).body;
    const current = await service.revenues.update(fixture.owner, revenueId, { amountMinor: 2 }, 1);
    fixture.forget();
    await expect(service.revenues.update(fixture.owner, revenueId, { amountMinor: 1 }, expected)).rejects.toMatchObject(
      { code: 'version_conflict' },
    );
    expect(await service.revenues.get(fixture.owner, revenueId)).toEqual(current);
    expect(raised()).toEqual([]);
  });

  it('sums only what the user may see', async () => {
    const sum = async () => JSON.stringify(await summaries.summary(fixture.staff, {}));
    const before = await sum();
    await service.revenues.create(fixture.owner, input(fixture.newYork));
    expect(await sum()).toBe(before);
    await service.revenues.create(fixture.owner, input(fixture.lisbon));
    expect(await sum()).not.toBe(before);
  });

  it('sums up to the latest current day of the properties', async () => {
    expect(await summaries.summary(fixture.owner, {})).toMatchObject({ from: '2026-10-23', to: '2026-11-21' });
    expect(await summaries.summary(fixture.owner, { propertyId: fixture.newYork })).toMatchObject({ to: '2026-11-20' });
  });

  it('sums exactly beyond floating-point precision', async () => {
    const day = '2001-01-01';
    for (const amountMinor of [999_999_999_999, 999_999_999_998, 1]) {
      await service.revenues.create(fixture.owner, { ...input(fixture.lisbon), amountMinor, occurredOn: day });
    }
    const { totals } = await summaries.summary(fixture.owner, { from: day, to: day });
    expect(totals).toEqual([
      { currency: 'EUR', revenueMinor: 1_999_999_999_998, expenseMinor: 0, profitMinor: 1_999_999_999_998 },
    ]);
  });
});
