import { Inject, Injectable } from '@nestjs/common';
import { ROLES, type User, USER_STATUSES, type UsersSummary } from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';
import { type Clock, DomainEvents } from '@bellhop/realtime';
import type { RequestOrigin } from '../../platform/audit/request-origin.js';
import { INVITATION_LIFE_MS } from '../../platform/auth/accounts/account-links.js';
import { Invitations } from '../../platform/auth/accounts/invitations.js';
import type { Principal } from '../../platform/access/principal.js';
import { type IdempotentResponse, Writes } from '../../platform/writes/writes.js';
import type { IdempotencyKey } from '../../platform/idempotency/idempotency-key.js';
import type { Tx } from '../../platform/database/database.js';
import { newRowId } from '../../platform/database/row-id.js';
import { countByKey } from '../../platform/database/count-by-key.js';
import { requireVersion } from '../../platform/http/if-match.js';
import { Keyset } from '../../platform/http/paging.js';
import { conflict, notFound, ProblemException } from '../../platform/http/problem.js';
import type { Mail } from '../../platform/mail/mailer.js';
import { PropertyDirectory } from '../../platform/tenancy/property-directory.js';
import { CLOCK, isoNow } from '../../platform/time/clock.js';
import type { UpdateUserDto, InviteUserDto, UserListQuery } from './users.dto.js';
import { UserActivity } from './user-activity.js';
import { UserChange } from './user-change.js';
import { inShort, UserConsequences } from './user-consequences.js';
import { firstRights } from './user-rights.js';
import { usersDomain } from './users.events.js';
import { type InvitationTimes, type UserRow, UsersRepository } from './users.repository.js';

const keyset = new Keyset(['uuid']);

/** Management of an org's users: names, rights, invitations, and whether they may sign in. */
@Injectable()
export class UsersService {
  constructor(
    private readonly repository: UsersRepository,
    private readonly consequences: UserConsequences,
    private readonly activity: UserActivity,
    private readonly properties: PropertyDirectory,
    private readonly invitations: Invitations,
    private readonly events: DomainEvents<Tx>,
    private readonly writes: Writes,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Returns users in the order they were added. */
  async list(principal: Principal, { limit, after, ...filter }: UserListQuery): Promise<Page<User>> {
    const [last] = keyset.read(after) ?? [];
    await this.properties.requireVisible(principal, filter.propertyId);
    const rows = await this.repository.list(principal.orgId, filter, limit + 1, last);
    return keyset.page(rows, limit, ({ userId }) => [userId]);
  }

  async get({ orgId }: Principal, userId: string): Promise<User> {
    const row = await this.repository.find(orgId, userId);
    if (!row) throw notFound('user');
    return row;
  }

  async summary(principal: Principal, propertyId: string | undefined): Promise<UsersSummary> {
    await this.properties.requireVisible(principal, propertyId);
    const counts = await this.repository.counts(principal.orgId, { propertyId });
    const sumOf = (fits: (count: (typeof counts)[number]) => boolean) =>
      counts.filter(fits).reduce((sum, { users }) => sum + users, 0);
    return {
      byRole: countByKey(ROLES, (role) => sumOf((count) => count.role === role)),
      byStatus: countByKey(USER_STATUSES, (status) => sumOf((count) => count.status === status)),
    };
  }

  /**
   * Adds a user who has yet to accept the invitation, and mails it after the commit. An account with this address in another org
   * makes no difference.
   * @throws ProblemException `conflict` when the org has a user with the address
   */
  async invite(
    principal: Principal,
    { email, name, role, ...asked }: InviteUserDto,
    origin: RequestOrigin,
    idempotencyKey?: IdempotencyKey,
  ): Promise<IdempotentResponse<User>> {
    const rights = firstRights(role, asked);
    let sent: { readonly mail: Mail; readonly row: UserRow } | undefined;
    const answer = await this.writes.run(principal, idempotencyKey, async ({ tx, raise }) => {
      await this.properties.holdAll(tx, principal, rights.propertyIds);
      const now = isoNow(this.clock);
      const row = await this.repository.insert(tx, {
        ...rights,
        userId: newRowId(),
        orgId: principal.orgId,
        email: email.toLowerCase(),
        name,
        createdAt: now,
        updatedAt: now,
        updatedBy: principal.userId,
        ...sentAt(now),
      });
      if (!row) throw conflict('emailTaken', 'A user with this email address already exists in your organisation.');
      sent = { mail: await this.#issue(tx, principal, origin, row), row };
      await this.consequences.record(tx, 'user_invited', row, principal, origin, {
        email: row.email,
        role,
        ...inShort(row),
      });
      await this.activity.created(tx, principal, row);
      const user = row;
      raise(usersDomain, 'UserCreated', { orgId: user.orgId, payload: user });
      return user;
    });
    if (sent) this.#send(sent.mail, sent.row);
    return answer;
  }

  /**
   * Sends the invitation again. Only the link in the newest mail works.
   * @throws ProblemException `conflict` for a user who has accepted
   */
  async inviteAgain(principal: Principal, userId: string, origin: RequestOrigin): Promise<User> {
    const { mail, user } = await this.events.transaction(async ({ tx, raise }) => {
      const row = await this.#lock(tx, principal, userId);
      requireInvited(row, 'The user has already accepted the invitation.');
      await this.consequences.record(tx, 'user_invited', row, principal, origin, { email: row.email, again: true });
      const now = isoNow(this.clock);
      const stamp = { updatedAt: now, updatedBy: principal.userId };
      const after = await this.repository.update(tx, row, sentAt(now), stamp);
      await this.activity.updated(tx, principal, row, after);
      raise(usersDomain, 'UserInvitationChanged', { orgId: after.orgId, payload: after });
      return { mail: await this.#issue(tx, principal, origin, after), user: after };
    }, principal);
    this.#send(mail, user);
    return user;
  }

  /**
   * Changes a user. Increments `version` by one however much changes; each kind of change raises its own event, with the final
   * row. Without changes nothing is written.
   * @throws ProblemException `forbidden` for changes that the role does not allow; `conflict` when no active owner would remain,
   *   or users would disable themselves
   */
  async update(
    principal: Principal,
    userId: string,
    input: UpdateUserDto,
    expected: number | undefined,
    origin: RequestOrigin,
  ): Promise<User> {
    // Before any lock, and before the check of the role: a user of another org does not exist for anyone.
    await this.get(principal, userId);
    requireAllowed(principal, userId, input);
    return this.events.transaction(async (unit) => {
      const { tx } = unit;
      // Properties are locked first, as their deletion does before it locks their members.
      await this.properties.holdAll(tx, principal, input.propertyIds ?? []);
      await this.repository.holdOrg(tx, principal.orgId);
      const row = await this.#lock(tx, principal, userId, expected);
      const change = new UserChange(row, input);
      if (change.isEmpty) return row;
      if (change.disables && userId === principal.userId) {
        throw conflict('ownAccount', 'You cannot disable yourself. Ask another owner.');
      }
      if (change.disables) requireThere(row);
      if (change.losesOwner && (await this.repository.countActiveOwners(tx, row.orgId)) <= 1) {
        throw conflict('lastOwner', 'This is the last owner who can sign in. Make another user an owner first.');
      }
      const now = new Date(this.clock.now());
      const after = await this.repository.update(tx, row, change.columns(now), {
        updatedAt: now.toISOString(),
        updatedBy: principal.userId,
      });
      await this.consequences.follow(unit, { row, after, change, principal, origin });
      return after;
    }, principal);
  }

  /** @throws ProblemException `conflict` for a user who has accepted the invitation: disable them instead */
  withdraw(principal: Principal, userId: string, expected: number | undefined, origin: RequestOrigin): Promise<void> {
    return this.events.transaction(async ({ tx, raise }) => {
      const row = await this.#lock(tx, principal, userId, expected);
      requireInvited(row, 'The user has already accepted the invitation. Disable the user instead.');
      await this.repository.remove(tx, row);
      await this.activity.deleted(tx, principal, row);
      await this.consequences.record(tx, 'invitation_withdrawn', row, principal, origin, { email: row.email });
      const payload = { userId, version: row.version + 1, deletedBy: principal.userId };
      raise(usersDomain, 'UserDeleted', { orgId: row.orgId, payload });
    }, principal);
  }

  #send(mail: Mail, { orgId, userId, invitationSentAt }: UserRow): void {
    const refused = () =>
      this.events.transaction(
        async ({ tx, raise }) => {
          const row = await this.repository.lock(tx, orgId, userId);
          // Withdrawn, accepted or sent again meanwhile.
          if (row?.status !== 'invited' || row.invitationSentAt !== invitationSentAt) return;
          const now = isoNow(this.clock);
          const stamp = { updatedAt: now, updatedBy: null };
          const after = await this.repository.update(tx, row, { invitationFailedAt: now }, stamp);
          await this.activity.updated(tx, { orgId, userId: null }, row, after);
          raise(usersDomain, 'UserInvitationChanged', { orgId, payload: after });
        },
        { orgId },
      );
    this.invitations.send(mail, refused);
  }

  /** In the inviter’s language: nobody knows the language of the invited. */
  #issue(
    tx: Tx,
    { orgName, name: inviterName, ...own }: Principal,
    origin: RequestOrigin,
    { orgId, userId, email }: UserRow,
  ) {
    const language = own.language ?? origin.language;
    return this.invitations.issue(tx, { orgId, userId, email, orgName, inviterName, language });
  }

  async #lock(tx: Tx, { orgId }: Principal, userId: string, expected?: number): Promise<UserRow> {
    const row = await this.repository.lock(tx, orgId, userId);
    if (!row) throw notFound('user');
    requireVersion(row, expected);
    return row;
  }
}

/** Read from the clock once a write, so that a row's times agree with each other. */
function sentAt(now: string): InvitationTimes {
  return {
    invitationSentAt: now,
    invitationEndsAt: new Date(Date.parse(now) + INVITATION_LIFE_MS).toISOString(),
    invitationFailedAt: null,
  };
}

/** @throws ProblemException `forbidden` unless the caller is an owner or changes only what is their own */
function requireAllowed(principal: Principal, userId: string, { name: _, language: __, ...rest }: UpdateUserDto): void {
  const othersToo = Object.values(rest).some((value) => value !== undefined);
  if (principal.role === 'owner' || (userId === principal.userId && !othersToo)) return;
  throw new ProblemException(
    'forbidden',
    'Only owners may change other users or rights. Anyone may change their own name and language.',
  );
}

function requireInvited({ status }: UserRow, otherwise: string): void {
  if (status !== 'invited') throw conflict('alreadyJoined', otherwise);
}

function requireThere({ status }: UserRow): void {
  if (status === 'invited')
    throw conflict('notJoined', 'The user has not accepted the invitation yet. Withdraw the invitation instead.');
}
