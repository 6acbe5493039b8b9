import type { User } from '@bellhop/contracts';
import type { AccessChange, AccessSource, LogRecord, Viewer } from '@bellhop/realtime';
import { Injectable } from '@nestjs/common';
import { Principals } from './principals.js';
import { type SessionsEnded, sessionsDomain } from './sessions.events.js';

/** Events of the `users` domain after which somebody may see more or less. Their payload is the user's row. */
const RIGHTS_EVENTS: ReadonlySet<string> = new Set(['UserRoleChanged', 'UserPropertiesChanged', 'UserDisabled']);

/** Tells the realtime library whose streams and polls an event of the log changes or ends. */
@Injectable()
export class SessionAccess implements AccessSource {
  constructor(private readonly principals: Principals) {}

  async load(orgId: string, sessionId: string): Promise<Viewer | undefined> {
    const principal = await this.principals.load(sessionId);
    return principal?.orgId === orgId ? principal : undefined;
  }

  loadOrg(orgId: string): Promise<Iterable<Viewer>> {
    return this.principals.loadOrg(orgId);
  }

  changeBy({ domain, eventType, payloadJson }: LogRecord): AccessChange | undefined {
    if (domain === sessionsDomain.name) {
      const { sessionIds } = JSON.parse(payloadJson) as SessionsEnded;
      return { kind: 'sessions-ended', sessionIds };
    }
    if (domain !== 'users' || !RIGHTS_EVENTS.has(eventType)) return undefined;
    const { userId, role, status, version, allProperties, propertyIds } = JSON.parse(payloadJson) as User;
    if (status === 'disabled') return { kind: 'user-ended', userId };
    return { kind: 'rights', userId, version, role, propertyIds: allProperties ? 'all' : new Set(propertyIds) };
  }
}
