import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createStage, type Stage } from '../../../test/support/stage.js';
import { BookingsRepository } from './bookings.repository.js';
import { BookingsService } from './bookings.service.js';
import type { CreateRevenueDto } from './finance.dto.js';
import { SummaryService } from './summary.service.js';

describe('BookingsService', () => {
  let stage: Stage;
  let service: BookingsService;
  let summaries: SummaryService;
  beforeAll(async () => {
    stage = await createStage();
    const repository = new BookingsRepository(stage.database);
    service = new BookingsService(stage.resources, stage.properties);
    summaries = new SummaryService(repository, stage.properties);
  });
  afterAll(() => stage.close());
  beforeEach(() => stage.forget());

  const input = (propertyId: string): CreateRevenueDto => ({
    propertyId,
    amountMinor: 100,
    currency: 'EUR',
    category: 'other',
  });
  const raised = () => stage.raised.map(({ eventType, propertyId, payload }) => ({ eventType, propertyId, payload }));

  it('books on the current day at the property by default', async () => {
    const day = async (propertyId: string) =>
      (await service.revenues.create(stage.owner, input(propertyId))).body.occurredOn;
    expect(await day(stage.lisbon)).toBe('2026-11-21');
    expect(await day(stage.newYork)).toBe('2026-11-20');
  });

  it('names its events after the kind of booking', async () => {
    const { body } = await service.expenses.create(stage.owner, { ...input(stage.lisbon), category: 'other' });
    const changed = await service.expenses.change(stage.owner, body.expenseId, { vendor: 'Somebody' }, 1);
    await service.expenses.remove(stage.owner, body.expenseId, 2);
    const { expenseId } = body;
    expect(raised()).toEqual([
      { eventType: 'ExpenseCreated', propertyId: stage.lisbon, payload: body },
      { eventType: 'ExpenseUpdated', propertyId: stage.lisbon, payload: changed },
      { eventType: 'ExpenseDeleted', propertyId: stage.lisbon, payload: { expenseId, version: 3 } },
    ]);
  });

  it('raises a deletion in the old property and an update in the new one for a move', async () => {
    const { body } = await service.revenues.create(stage.owner, input(stage.lisbon));
    stage.forget();
    const { revenueId } = body;
    const moved = await service.revenues.change(stage.owner, revenueId, { propertyId: stage.newYork }, 1);
    expect(raised()).toEqual([
      { eventType: 'RevenueDeleted', propertyId: stage.lisbon, payload: { revenueId, version: 2 } },
      { eventType: 'RevenueUpdated', propertyId: stage.newYork, payload: moved },
    ]);
  });

  it('refuses a stale update and writes nothing', async () => {
    const { body } = await service.revenues.create(stage.owner, input(stage.lisbon));
    stage.forget();
    await expect(service.revenues.change(stage.owner, body.revenueId, { amountMinor: 1 }, 7)).rejects.toMatchObject({
      code: 'version_conflict',
    });
    expect(await service.revenues.get(stage.owner, body.revenueId)).toEqual(body);
    expect(raised()).toEqual([]);
  });

  it('sums up to the latest current day of the properties', async () => {
    expect(await summaries.summary(stage.owner, {})).toMatchObject({ from: '2026-10-23', to: '2026-11-21' });
    expect(await summaries.summary(stage.owner, { propertyId: stage.newYork })).toMatchObject({ to: '2026-11-20' });
  });

  it('sums exactly beyond floating-point precision', async () => {
    const day = '2001-01-01';
    for (const amountMinor of [999_999_999_999, 999_999_999_998, 1]) {
      await service.revenues.create(stage.owner, { ...input(stage.lisbon), amountMinor, occurredOn: day });
    }
    const { totals } = await summaries.summary(stage.owner, { from: day, to: day });
    expect(totals).toEqual([
      { currency: 'EUR', revenueMinor: 1_999_999_999_998, expenseMinor: 0, profitMinor: 1_999_999_999_998 },
    ]);
  });
});
