import { describe, expect, it } from '@jest/globals';
import { formatMoney } from '../../ui/money.js';
import { shownChanges } from './values.js';

const names = {
  nameOf: (id: string) => ({ p: 'Lisbon', u: 'Marta' })[id],
  yes: 'Yes',
  no: 'No',
  somebodyElse: 'Somebody else',
};

describe('changes in words', () => {
  it('show amounts in their currency, even if only one of both changed', () => {
    const changes = [
      { field: 'amountMinor', before: 100, after: 120_000_000 },
      { field: 'currency', before: 'JPY', after: 'EUR' },
    ];
    expect(shownChanges('revenue', changes, names)).toEqual([
      {
        field: 'amountMinor',
        label: 'Amount',
        before: formatMoney(100, 'JPY'),
        after: formatMoney(120_000_000, 'EUR'),
      },
    ]);
  });

  it('name people and properties, days and words of a list', () => {
    const changes = [
      { field: 'propertyId', before: null, after: 'p' },
      { field: 'assigneeId', before: 'u', after: 'unknown' },
      { field: 'status', before: 'open', after: 'in_progress' },
      { field: 'completedAt', before: null, after: '2026-11-21T09:00:00.000Z' },
    ];
    expect(shownChanges('task', changes, names)).toEqual([
      { field: 'propertyId', label: 'Property', before: null, after: 'Lisbon' },
      { field: 'assigneeId', label: 'Assignee', before: 'Marta', after: 'Somebody else' },
      { field: 'status', label: 'Status', before: 'Open', after: 'In progress' },
    ]);
  });

  it('show what they do not know as it is', () => {
    const changes = [
      { field: 'shelf', before: 1, after: 2 },
      { field: 'isOpen', before: false, after: true },
      { field: 'tags', before: [], after: ['a', 'b'] },
    ];
    expect(shownChanges('locker', changes, names)).toEqual([
      { field: 'shelf', label: 'Shelf', before: '1', after: '2' },
      { field: 'isOpen', label: 'Is open', before: 'No', after: 'Yes' },
      { field: 'tags', label: 'Tags', before: null, after: 'a and b' },
    ]);
  });
});
