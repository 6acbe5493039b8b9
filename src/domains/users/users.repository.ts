import { Injectable } from '@nestjs/common';
import type { Language, Role, UserStatus } from '@bellhop/hotel';
import { and, asc, count, eq, gt, inArray, or, type SQL, sql } from 'drizzle-orm';
import { accountLinks } from '../../platform/auth/auth.schema.js';
import { Database, type Db, type Tx } from '../../platform/database/database.js';
import { exactlyOne } from '../../platform/database/exactly-one.js';
import { orgs } from '../../platform/tenancy/tenancy.schema.js';
import type { Rights } from './user-rights.js';
import { userProperties, users } from './users.schema.js';

/** A user as clients see it, without the password hash. */
export interface UserRow extends Rights {
  readonly userId: string;
  readonly orgId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly updatedBy: string | null;
  readonly version: number;
  readonly email: string;
  readonly name: string;
  readonly language: Language | null;
  readonly status: UserStatus;
  readonly invitationSentAt: string | null;
  readonly invitationEndsAt: string | null;
  readonly invitationFailedAt: string | null;
}

/** What is known of the newest invitation. */
export type InvitationTimes = Pick<UserRow, 'invitationSentAt' | 'invitationEndsAt' | 'invitationFailedAt'>;

/** Of a user who has joined. */
export const NO_INVITATION: InvitationTimes = {
  invitationSentAt: null,
  invitationEndsAt: null,
  invitationFailedAt: null,
};

export type NewUser = Rights &
  InvitationTimes &
  Pick<UserRow, 'userId' | 'orgId' | 'createdAt' | 'updatedAt' | 'updatedBy' | 'email' | 'name'>;

/** When a row was changed, and by whom. */
export type UserStamp = Pick<UserRow, 'updatedAt' | 'updatedBy'>;

/** `rights`: all rights after the change. `disabledAt`: null enables the user again. */
export interface UserChanges extends Partial<InvitationTimes> {
  readonly name?: string;
  readonly language?: Language | null;
  readonly rights?: Rights;
  readonly disabledAt?: Date | null;
}

export interface UserFilter {
  /** Users who may see the property. */
  readonly propertyId?: string | undefined;
  readonly status?: UserStatus | undefined;
  readonly role?: Role | undefined;
}

const status = sql<UserStatus>`case
  when ${users.disabledAt} is not null then 'disabled'
  when ${users.passwordHash} is null then 'invited'
  else 'active' end`;

@Injectable()
export class UsersRepository {
  constructor(private readonly database: Database) {}

  /** Returns users in the order they were added. */
  async list(orgId: string, filter: UserFilter, limit: number, after: string | undefined): Promise<UserRow[]> {
    const rows = await select(this.database.db)
      .where(and(fits(this.database.db, orgId, filter), after === undefined ? undefined : gt(users.userId, after)))
      .orderBy(asc(users.userId))
      .limit(limit);
    return rows.map(read);
  }

  async find(orgId: string, userId: string, db: Db = this.database.db): Promise<UserRow | undefined> {
    const [row] = await select(db).where(isUser(orgId, userId));
    return row && read(row);
  }

  /** Counts users by role and status; combinations without users are omitted. */
  async counts(orgId: string, filter: UserFilter): Promise<{ role: Role; status: UserStatus; users: number }[]> {
    return this.database.db
      .select({ role: users.role, status, users: count() })
      .from(users)
      .where(fits(this.database.db, orgId, filter))
      .groupBy(users.role, status);
  }

  /** Serialises changes to an org's users until `tx` ends: some rules concern several users. */
  async holdOrg(tx: Tx, orgId: string): Promise<void> {
    await tx.db.select({ orgId: orgs.orgId }).from(orgs).where(eq(orgs.orgId, orgId)).for('no key update');
  }

  /**
   * Reads the row, locked against other writers until `tx` ends. The read is a separate statement, because a statement that
   * waits for the lock would see the user's properties as of its start.
   */
  async lock(tx: Tx, orgId: string, userId: string): Promise<UserRow | undefined> {
    await tx.db.select({ userId: users.userId }).from(users).where(isUser(orgId, userId)).for('no key update');
    return this.find(orgId, userId, tx.db);
  }

  /** Counts the owners who can sign in. */
  async countActiveOwners(tx: Tx, orgId: string): Promise<number> {
    const rows = await tx.db
      .select({ owners: count() })
      .from(users)
      .where(and(eq(users.orgId, orgId), eq(users.role, 'owner'), eq(status, 'active')));
    return exactlyOne(rows).owners;
  }

  /** Returns `undefined` when the org has a user with this address. */
  async insert(tx: Tx, { propertyIds, ...row }: NewUser): Promise<UserRow | undefined> {
    const inserted = await tx.db.insert(users).values(row).onConflictDoNothing().returning({ userId: users.userId });
    if (inserted.length === 0) return undefined;
    await this.#assign(tx, row.orgId, row.userId, propertyIds);
    return this.find(row.orgId, row.userId, tx.db);
  }

  /** Writes a change and increments `version` by one. */
  async update(tx: Tx, { orgId, userId }: UserRow, changes: UserChanges, stamp: UserStamp): Promise<UserRow> {
    const { rights, ...own } = changes;
    await tx.db
      .update(users)
      .set({
        ...own,
        ...(rights && { role: rights.role, allProperties: rights.allProperties }),
        ...stamp,
        version: sql`${users.version} + 1`,
      })
      .where(isUser(orgId, userId));
    if (rights) {
      await tx.db.delete(userProperties).where(and(eq(userProperties.orgId, orgId), eq(userProperties.userId, userId)));
      await this.#assign(tx, orgId, userId, rights.propertyIds);
    }
    return this.#changed(tx, orgId, userId);
  }

  async remove(tx: Tx, { orgId, userId }: UserRow): Promise<void> {
    await tx.db.delete(users).where(isUser(orgId, userId));
  }

  /** Invalidates the links mailed to the user. */
  async removeLinks(tx: Tx, orgId: string, userId: string): Promise<void> {
    await tx.db.delete(accountLinks).where(isTheirs(orgId, userId));
  }

  /** Removes a property from everyone who was given it. @returns their rows, with `version` incremented */
  async withdraw(tx: Tx, orgId: string, propertyId: string, stamp: UserStamp): Promise<UserRow[]> {
    // Locks the users first and in order, as changes to a single user do.
    await tx.db
      .select({ userId: users.userId })
      .from(users)
      .where(and(eq(users.orgId, orgId), inArray(users.userId, holders(tx.db, orgId, propertyId))))
      .orderBy(asc(users.userId))
      .for('no key update');
    const taken = await tx.db
      .delete(userProperties)
      .where(isGiven(orgId, propertyId))
      .returning({ userId: userProperties.userId });
    const userIds = taken.map(({ userId }) => userId).sort();
    if (userIds.length === 0) return [];
    const those = and(eq(users.orgId, orgId), inArray(users.userId, userIds));
    await tx.db
      .update(users)
      .set({ ...stamp, version: sql`${users.version} + 1` })
      .where(those);
    return (await select(tx.db).where(those).orderBy(asc(users.userId))).map(read);
  }

  async #assign(tx: Tx, orgId: string, userId: string, propertyIds: readonly string[]): Promise<void> {
    if (propertyIds.length === 0) return;
    await tx.db.insert(userProperties).values(propertyIds.map((propertyId) => ({ orgId, userId, propertyId })));
  }

  async #changed(tx: Tx, orgId: string, userId: string): Promise<UserRow> {
    const row = await this.find(orgId, userId, tx.db);
    if (!row) throw new Error('a user that was just written does not exist');
    return row;
  }
}

function fits(db: Db, orgId: string, { propertyId, status: wanted, role }: UserFilter): SQL | undefined {
  return and(
    eq(users.orgId, orgId),
    wanted === undefined ? undefined : eq(status, wanted),
    role === undefined ? undefined : eq(users.role, role),
    propertyId === undefined
      ? undefined
      : or(eq(users.allProperties, true), inArray(users.userId, holders(db, orgId, propertyId))),
  );
}

/** Users who were given the property. */
const holders = (db: Db, orgId: string, propertyId: string) =>
  db.select({ userId: userProperties.userId }).from(userProperties).where(isGiven(orgId, propertyId));

const isGiven = (orgId: string, propertyId: string): SQL | undefined =>
  and(eq(userProperties.orgId, orgId), eq(userProperties.propertyId, propertyId));

const isUser = (orgId: string, userId: string): SQL | undefined =>
  and(eq(users.orgId, orgId), eq(users.userId, userId));

const isTheirs = (orgId: string, userId: string): SQL | undefined =>
  and(eq(accountLinks.orgId, orgId), eq(accountLinks.userId, userId));

function select(db: Db) {
  const given = db
    .select({ ids: sql`string_agg(${userProperties.propertyId}::text, ',' order by ${userProperties.propertyId})` })
    .from(userProperties)
    .where(and(eq(userProperties.orgId, users.orgId), eq(userProperties.userId, users.userId)));
  return db
    .select({
      userId: users.userId,
      orgId: users.orgId,
      createdAt: users.createdAt,
      updatedAt: users.updatedAt,
      updatedBy: users.updatedBy,
      version: users.version,
      email: users.email,
      name: users.name,
      language: users.language,
      role: users.role,
      status,
      invitationSentAt: users.invitationSentAt,
      invitationEndsAt: users.invitationEndsAt,
      invitationFailedAt: users.invitationFailedAt,
      allProperties: users.allProperties,
      given: sql<string | null>`(${given})`,
    })
    .from(users)
    .$dynamic();
}

type Selected = Omit<UserRow, 'propertyIds'> & { readonly given: string | null };

const read = ({ given, ...row }: Selected): UserRow => ({
  ...row,
  propertyIds: row.allProperties ? [] : (given?.split(',') ?? []),
});
