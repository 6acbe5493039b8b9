import type { User } from '@bellhop/hotel';
import type { AccessChange, AccessSource, LogRecord } from '@bellhop/realtime';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { Principals } from './principals.js';
import { type SessionsEnded, sessionsDomain } from './sessions.events.js';

/** The only `users` event whose payload is not the user's row. It withdraws an invitation, so no session is affected. */
const WITHOUT_ROW = 'UserDeleted';

/**
 * Tells the realtime library who is signed in, and how events of the log change that. Every increment of a user's version is an
 * event with the resulting row, so that cached versions equal the row's.
 */
@Injectable()
export class SessionAccess implements AccessSource<Principal> {
  constructor(private readonly principals: Principals) {}

  async load(orgId: string, sessionId: string): Promise<Principal | undefined> {
    const principal = await this.principals.load(sessionId);
    return principal?.orgId === orgId ? principal : undefined;
  }

  loadOrg(orgId: string): Promise<Iterable<Principal>> {
    return this.principals.loadOrg(orgId);
  }

  changeBy({ domain, eventType, payloadJson }: LogRecord): AccessChange<Principal> | undefined {
    if (domain === sessionsDomain.name) {
      const { sessionIds } = JSON.parse(payloadJson) as SessionsEnded;
      return { kind: 'sessions-ended', sessionIds };
    }
    if (domain !== 'users' || eventType === WITHOUT_ROW) return undefined;
    const {
      userId,
      role,
      status,
      version,
      allProperties,
      name,
      email,
      language = null,
      ...rest
    } = JSON.parse(payloadJson) as User;
    if (status === 'disabled') return { kind: 'user-ended', userId };
    const propertyIds = allProperties ? 'all' : new Set(rest.propertyIds);
    return { kind: 'rights', userId, version, role, propertyIds, also: { name, email, language } };
  }
}
