import type { Schema } from '@bellhop/protocol';
import { defineDomain } from '@bellhop/realtime';

const SESSION_END_REASONS = ['signed_out', 'ended', 'password_changed', 'refresh_reused', 'user_disabled'] as const;

/** `ended`: by the user, from another device. */
export type SessionEndReason = (typeof SESSION_END_REASONS)[number];

export interface SessionsEnded {
  readonly userId: string;
  readonly sessionIds: readonly string[];
  readonly reason: SessionEndReason;
}

const sessionsEnded: Schema<SessionsEnded> = {
  type: 'object',
  properties: {
    userId: { type: 'string', format: 'uuid' },
    sessionIds: { type: 'array', items: { type: 'string', format: 'uuid' } },
    reason: { type: 'string', enum: SESSION_END_REASONS },
  },
  required: ['userId', 'sessionIds', 'reason'],
  additionalProperties: false,
};

/**
 * The end of sessions, for servers only: no role may read the domain. It travels in the org's log, so that every instance
 * closes the streams of an ended session at the same position in the order of events.
 */
export const sessionsDomain = defineDomain(
  'sessions',
  { SessionsEnded: sessionsEnded },
  { roles: [], publishable: false },
);
