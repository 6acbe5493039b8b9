import type { UnloggedRecord } from '@bellhop/realtime';

let made = 0;

/** A new id of an event, in the order in which they are made. */
export const newId = (): string => `01980000-0000-7000-8000-${(made += 1).toString(16).padStart(12, '0')}`;

/** An event that no log has yet, with an id and a payload of its own. */
export function unlogged(orgId: string, more: Partial<UnloggedRecord> = {}): UnloggedRecord {
  const eventId = newId();
  return {
    eventId,
    eventType: 'TaskCreated',
    domain: 'tasks',
    timestamp: 1_000,
    orgId,
    payloadJson: `{"n":${made}}`,
    ...more,
  };
}
