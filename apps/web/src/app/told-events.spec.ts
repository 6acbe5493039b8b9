import { describe, expect, it } from '@jest/globals';
import { catalogue } from '@bellhop/hotel';
import { formatMoney } from '../ui/money.js';
import { summaryOf, type ToldEvent, toldOf } from './told-events.js';

const nameOf = (id: string) => ({ p: 'Lisbon' })[id];
const told = (eventType: string, payload: object) => toldOf({ eventType, payload }) as ToldEvent;

describe('events that people are told of', () => {
  it('are the creations of every domain in the catalogue', () => {
    const creations = Object.values(catalogue).flatMap((events) =>
      Object.keys(events).filter((type) => type.endsWith('Created')),
    );
    expect(creations.length).toBeGreaterThan(4);
    for (const eventType of creations) {
      expect([eventType, toldOf({ eventType, payload: { updatedBy: 'u' } })]).toMatchObject([eventType, { by: 'u' }]);
    }
    expect(toldOf({ eventType: 'TaskUpdated', payload: {} })).toBeUndefined();
    expect(toldOf({ eventType: 'LockerCreated', payload: {} })).toBeUndefined();
  });

  it('name the author, as far as the event does', () => {
    expect(told('TaskStatusChanged', { createdBy: 'a', updatedBy: 'b' }).by).toBe('b');
    // Of an older version: who created is known, who changed is not.
    expect(told('TaskCreated', { createdBy: 'a' }).by).toBe('a');
    expect(told('TaskStatusChanged', { createdBy: 'a' }).by).toBeUndefined();
    expect(told('TaskCreated', { createdBy: 'a', updatedBy: null }).by).toBe('a');
    expect(told('UserJoined', { userId: 'c', updatedBy: 'c' }).by).toBe('c');
  });

  it('are summarised by amount, title, status and place', () => {
    const booking = { amountMinor: 12_500, currency: 'EUR', description: 'Room 12', propertyId: 'p' };
    expect(summaryOf(told('RevenueCreated', booking), nameOf)).toBe(
      `${formatMoney(12_500, 'EUR')} · “Room 12” · Lisbon`,
    );
    const task = { title: 'Fix the lift', status: 'in_progress', propertyId: 'elsewhere' };
    expect(summaryOf(told('TaskCreated', task), nameOf)).toBe('“Fix the lift”');
    expect(summaryOf(told('TaskStatusChanged', task), nameOf)).toBe('“Fix the lift” · In progress');
  });
});
