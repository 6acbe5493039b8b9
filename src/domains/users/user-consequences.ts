import { Injectable } from '@nestjs/common';
import type { UnitOfWork } from '@bellhop/realtime';
import { type AuditAction, AuditLog } from '../../platform/audit/audit-log.js';
import type { RequestOrigin } from '../../platform/audit/request-origin.js';
import type { Principal } from '../../platform/access/principal.js';
import { UserSessions } from '../../platform/auth/sessions/user-sessions.js';
import type { Tx } from '../../platform/database/database.js';
import { UserActivity } from './user-activity.js';
import type { ChangeEvent, UserChange } from './user-change.js';
import { usersDomain } from './users.events.js';
import { type UserRow, UsersRepository } from './users.repository.js';

/** A change that has been written: the row before and after, what changed, who did it, and from where. */
export interface WrittenChange {
  readonly row: UserRow;
  readonly after: UserRow;
  readonly change: UserChange;
  readonly principal: Principal;
  readonly origin: RequestOrigin;
}

/** Maximum number of property ids in an audit entry; it also has their total number. */
const PROPERTIES_NOTED = 30;

const ACTIONS: Readonly<Record<ChangeEvent, AuditAction>> = {
  UserUpdated: 'user_changed',
  UserRoleChanged: 'role_changed',
  UserPropertiesChanged: 'properties_changed',
  UserDisabled: 'user_disabled',
  UserEnabled: 'user_enabled',
};

/** Consequences of a change to a user, in its transaction: events, audit entries, ended sessions and removed links. */
@Injectable()
export class UserConsequences {
  constructor(
    private readonly repository: UsersRepository,
    private readonly sessions: UserSessions,
    private readonly audit: AuditLog,
    private readonly activity: UserActivity,
  ) {}

  async follow(unit: UnitOfWork<Tx>, { row, after, change, principal, origin }: WrittenChange): Promise<void> {
    const user = after;
    const details = {
      // Without a new name it was the language.
      UserUpdated: change.name === undefined ? undefined : { from: row.name, to: after.name },
      UserRoleChanged: { from: row.role, to: after.role },
      UserPropertiesChanged: { from: inShort(row), to: inShort(after) },
      UserDisabled: undefined,
      UserEnabled: undefined,
    };
    for (const event of change.events) {
      unit.raise(usersDomain, event, { orgId: user.orgId, payload: user });
      await this.record(unit.tx, ACTIONS[event], after, principal, origin, details[event]);
    }
    await this.activity.updated(unit.tx, principal, row, after);
    if (change.disables) {
      const { orgId, userId } = after;
      await this.repository.removeLinks(unit.tx, orgId, userId);
      await this.sessions.endAllOf(unit, { orgId, userId, reason: 'user_disabled' });
    }
  }

  /** Records an audit entry about a user. */
  record(
    tx: Tx,
    action: AuditAction,
    { orgId, userId, name }: UserRow,
    actor: Principal,
    { address }: RequestOrigin,
    details?: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const target = { id: userId, name };
    return this.audit.record(tx, { orgId, action, actor, target, address, ...(details && { details }) });
  }
}

/** The properties a user sees, abbreviated for an audit entry. */
export const inShort = ({ allProperties, propertyIds }: UserRow) =>
  allProperties
    ? { allProperties }
    : { propertyIds: propertyIds.slice(0, PROPERTIES_NOTED), properties: propertyIds.length };
