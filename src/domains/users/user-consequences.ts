import { Injectable } from '@nestjs/common';
import type { UnitOfWork } from '@bellhop/realtime';
import { type AuditAction, AuditLog } from '../../platform/audit/audit-log.js';
import type { RequestOrigin } from '../../platform/audit/request-origin.js';
import type { Principal } from '../../platform/access/principal.js';
import { UserSessions } from '../../platform/auth/sessions/user-sessions.js';
import type { Tx } from '../../platform/database/database.js';
import type { ChangeEvent, UserChange } from './user-change.js';
import { usersDomain } from './users.events.js';
import { type UserRow, UsersRepository } from './users.repository.js';

/** A change that is written: the row before and after, what changed, and who did it from where. */
export interface WrittenChange {
  readonly row: UserRow;
  readonly after: UserRow;
  readonly change: UserChange;
  readonly principal: Principal;
  readonly origin: RequestOrigin;
}

/** An entry holds a few values: of more properties than this the first ones, and how many there are. */
const PROPERTIES_NOTED = 30;

const ACTIONS: Readonly<Record<ChangeEvent, AuditAction>> = {
  UserUpdated: 'user_changed',
  UserRoleChanged: 'role_changed',
  UserPropertiesChanged: 'properties_changed',
  UserDisabled: 'user_disabled',
  UserEnabled: 'user_enabled',
};

/** What follows from a change of a user, in its transaction: who has to know, what is written down, and who has to go. */
@Injectable()
export class UserConsequences {
  constructor(
    private readonly repository: UsersRepository,
    private readonly sessions: UserSessions,
    private readonly audit: AuditLog,
  ) {}

  async follow(unit: UnitOfWork<Tx>, { row, after, change, principal, origin }: WrittenChange): Promise<void> {
    const user = after;
    const details = {
      UserUpdated: { from: row.name, to: after.name },
      UserRoleChanged: { from: row.role, to: after.role },
      UserPropertiesChanged: { from: inShort(row), to: inShort(after) },
      UserDisabled: undefined,
      UserEnabled: undefined,
    };
    for (const event of change.events) {
      unit.raise(usersDomain, event, { orgId: user.orgId, payload: user });
      await this.record(unit.tx, ACTIONS[event], after, principal, origin, details[event]);
    }
    if (change.disables) {
      const { orgId, userId } = after;
      await this.repository.removeLinks(unit.tx, orgId, userId);
      await this.sessions.endAllOf(unit, { orgId, userId, reason: 'user_disabled' });
    }
  }

  /** Writes down what was done to a user. */
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

/** What somebody sees, as an audit entry tells it. */
export const inShort = ({ allProperties, propertyIds }: UserRow) =>
  allProperties
    ? { allProperties }
    : { propertyIds: propertyIds.slice(0, PROPERTIES_NOTED), properties: propertyIds.length };
