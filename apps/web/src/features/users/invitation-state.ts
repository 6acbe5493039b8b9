import type { User } from '@bellhop/hotel';

/** What an inviter has to know of an invitation. */
export type InvitationState =
  | { readonly kind: 'refused'; readonly at: number }
  | { readonly kind: 'ended'; readonly at: number }
  | { readonly kind: 'open'; readonly sentAt: number; readonly endsAt: number };

type Invitation = Partial<Pick<User, 'status' | 'invitationSentAt' | 'invitationEndsAt' | 'invitationFailedAt'>>;

/** Returns undefined for users who have joined, and for events from before invitations had times. */
export function invitationState(user: Invitation, now: number): InvitationState | undefined {
  const { status, invitationSentAt, invitationEndsAt, invitationFailedAt } = user;
  if (status !== 'invited') return undefined;
  if (invitationFailedAt) return { kind: 'refused', at: Date.parse(invitationFailedAt) };
  if (!invitationSentAt || !invitationEndsAt) return undefined;
  const endsAt = Date.parse(invitationEndsAt);
  return endsAt <= now ? { kind: 'ended', at: endsAt } : { kind: 'open', sentAt: Date.parse(invitationSentAt), endsAt };
}

const STEPS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** `in 6 days`, `3 hours ago`, in the largest unit that has elapsed; rounded down, so that nothing ends later than it says. */
export function relativeTo(at: number, now: number, format: Intl.RelativeTimeFormat): string {
  for (const [unit, unitMs] of STEPS) {
    const count = Math.trunc((at - now) / unitMs);
    if (count !== 0) return format.format(count, unit);
  }
  return format.format(0, 'minute');
}
