import { describe, expect, it } from '@jest/globals';
import { ACTION_GROUPS } from './actions.js';
import { filterOf, readAuditSearch } from './audit-search.js';

const PERSON = '01a202d9-a7d6-74aa-b168-e6f0cab010d5';

describe('the filters of the audit page', () => {
  it('are read from the address, without what the server would refuse', () => {
    const search = {
      ...{ person: PERSON, actions: 'signIns', outcome: 'failed', from: '2026-03-29', to: '2026-03-29' },
      q: ' Zoë ',
    };
    expect(readAuditSearch(search)).toEqual({ ...search, q: 'Zoë' });
    const senseless = { person: 'x', actions: 'toString', outcome: '', from: '2026-02-30', to: 7, q: '  ' };
    expect(readAuditSearch(senseless)).toEqual({});
    expect(readAuditSearch({ q: 12 })).toEqual({ q: '12' });
    expect(readAuditSearch({ q: 'x'.repeat(200) }).q).toHaveLength(100);
  });

  it('name days of the property, also when the clocks change', () => {
    const days = { from: '2026-03-29', to: '2026-03-29' } as const;
    expect(filterOf(days, 'Europe/Lisbon')).toMatchObject({
      from: '2026-03-29T00:00:00.000Z',
      to: '2026-03-29T23:00:00.000Z',
    });
    expect(filterOf(days, 'Pacific/Auckland').from).toBe('2026-03-28T11:00:00.000Z');
  });

  it('tell a whole address from other text', () => {
    for (const address of ['203.0.113.9', '::1', '2001:db8::7', '::ffff:192.0.2.1']) {
      expect(filterOf({ q: address }, 'UTC')).toMatchObject({ address });
    }
    for (const q of ['203.0.113', 'Ana', 'a:b', 'cafe', 'Tea: 12:30'])
      expect(filterOf({ q }, 'UTC')).toMatchObject({ q });
  });

  it('name the actions of a group', () => {
    expect(filterOf({ actions: 'passwords' }, 'UTC').action).toBe('password_changed,password_reset');
    const all = Object.values(ACTION_GROUPS).flat();
    expect(new Set(all).size).toBe(all.length);
    // The server takes no more characters.
    for (const names of Object.values(ACTION_GROUPS)) expect(names.join(',').length).toBeLessThanOrEqual(500);
  });
});
