import type { RealtimeEvent } from '@bellhop/protocol';
import type { DomainDefinition } from '@bellhop/realtime';

/** A user’s rights. */
export interface Recipient {
  readonly userId: string;
  readonly role: string;
  sees(propertyId: string): boolean;
}

/** Whether a user may receive an event of a domain, by PROTOCOL.md. */
export function mayReceive({ roles, audience }: DomainDefinition, user: Recipient, event: RealtimeEvent): boolean {
  if (roles && !roles.has(user.role)) return false;
  if (audience && [...audience.of(event)].includes(user.userId)) return true;
  if (audience && !audience.all.has(user.role)) return false;
  return event.propertyId === undefined || user.sees(event.propertyId);
}
