import { describe, expect, it } from '@jest/globals';
import { invitationState, relativeTo } from './invitation-state.js';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const invited = {
  status: 'invited',
  invitationSentAt: '2026-11-21T10:00:00.000Z',
  invitationEndsAt: '2026-11-28T10:00:00.000Z',
  invitationFailedAt: null,
} as const;

describe('an invitation', () => {
  it('is open until it ends', () => {
    expect(invitationState(invited, NOW)).toMatchObject({ kind: 'open', endsAt: Date.parse(invited.invitationEndsAt) });
    expect(invitationState(invited, Date.parse(invited.invitationEndsAt) - 1)?.kind).toBe('open');
    expect(invitationState(invited, Date.parse(invited.invitationEndsAt))?.kind).toBe('ended');
  });

  it('was refused even if its link has ended since', () => {
    const refused = { ...invited, invitationFailedAt: '2026-11-21T10:00:01.000Z' };
    expect(invitationState(refused, NOW + 30 * 86_400_000)?.kind).toBe('refused');
  });

  it('is nothing once accepted, or in an event without its times', () => {
    expect(invitationState({ ...invited, status: 'active' }, NOW)).toBeUndefined();
    expect(invitationState({ status: 'invited' }, NOW)).toBeUndefined();
  });
});

describe('a moment', () => {
  const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  it.each([
    [6 * 86_400_000 + 1, 'in 6 days'],
    [-86_400_000, 'yesterday'],
    [-2 * 3_600_000, '2 hours ago'],
    [59_000, 'this minute'],
  ])('%d ms from now is %s', (away, text) => expect(relativeTo(NOW + away, NOW, format)).toBe(text));
});
