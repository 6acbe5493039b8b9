import { Injectable } from '@nestjs/common';
import { and, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm';
import { Database, type Db, type Tx } from '../database/database.js';
import { newRowId } from '../database/row-id.js';
import { orgs, users } from '../tenancy/tenancy.schema.js';

/** A user with a password. They can sign in unless disabled. */
export interface Account {
  readonly orgId: string;
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly disabled: boolean;
}

/** Identifies an account. */
export type AccountId = Pick<Account, 'orgId' | 'userId'>;

/** An id without a row, for doing the same work when there is no account. */
export const NOBODY: AccountId = {
  orgId: '00000000-0000-0000-0000-000000000000',
  userId: '00000000-0000-0000-0000-000000000000',
};

/** An invited user who has no password yet. */
export interface Invitee {
  readonly email: string;
  readonly name: string;
  readonly orgName: string;
}

/** Users as far as sign-in is concerned; the users domain covers everything else. */
@Injectable()
export class Accounts {
  constructor(private readonly database: Database) {}

  /** At most one user per address has a password; invited users have none. */
  async findByEmail(email: string): Promise<Account | undefined> {
    const [row] = await select(this.database.db).where(
      and(eq(users.email, email.toLowerCase()), isNotNull(users.passwordHash)),
    );
    return row && read(row);
  }

  /**
   * Reads the account and locks it until `tx` ends, so that no one signs in or is disabled meanwhile. Returns `undefined` for a
   * missing or only invited user, whose row is locked too. Lock the account before its links, as all code that takes both does.
   */
  async lock({ db }: Tx, id: AccountId): Promise<Account | undefined> {
    const [row] = await select(db).where(is(id)).for('no key update');
    return row?.passwordHash == null ? undefined : read(row);
  }

  /**
   * Whether the account is still enabled and has the password that was checked. Locks the row until `tx` ends, so that whoever
   * changes either later sees, and ends, a session begun in `tx`.
   */
  async holdUnchanged(
    { db }: Tx,
    { passwordHash, ...id }: AccountId & Pick<Account, 'passwordHash'>,
  ): Promise<boolean> {
    const [row] = await db
      .select({ userId: users.userId })
      .from(users)
      .where(and(is(id), eq(users.passwordHash, passwordHash), isNull(users.disabledAt)))
      .for('share');
    return row !== undefined;
  }

  /** Returns a user who was invited and has not joined; `undefined` for others. */
  async findInvitee(id: AccountId): Promise<Invitee | undefined> {
    const [row] = await this.database.db
      .select({ email: users.email, name: users.name, orgName: orgs.name })
      .from(users)
      .innerJoin(orgs, eq(orgs.orgId, users.orgId))
      .where(and(is(id), isNull(users.passwordHash), isNull(users.disabledAt)));
    return row;
  }

  /** Returns the current account. */
  async find(id: AccountId): Promise<Account | undefined> {
    const [row] = await select(this.database.db).where(and(is(id), isNotNull(users.passwordHash)));
    return row && read(row);
  }

  /** Returns a user's name. */
  async nameOf({ db }: Tx, id: AccountId): Promise<string | null> {
    const [row] = await db.select({ name: users.name }).from(users).where(is(id));
    return row?.name ?? null;
  }

  async setPassword({ db }: Tx, id: AccountId, passwordHash: string): Promise<void> {
    await db.update(users).set({ passwordHash }).where(is(id));
  }

  /**
   * Creates an org and its owner.
   * @throws a unique violation when the address has an account
   */
  async found(
    { db }: Tx,
    { orgName, email, name, passwordHash }: { orgName: string } & Pick<Account, 'email' | 'name' | 'passwordHash'>,
    now: Date,
  ): Promise<AccountId> {
    const [orgId, userId] = [newRowId(), newRowId()];
    const at = now.toISOString();
    await db.insert(orgs).values({ orgId, name: orgName, createdAt: at });
    await db.insert(users).values({
      orgId,
      userId,
      email: email.toLowerCase(),
      name,
      role: 'owner',
      allProperties: true,
      passwordHash,
      createdAt: at,
      updatedAt: at,
    });
    return { orgId, userId };
  }

  /**
   * Sets the password of an invited user, which makes them an account.
   * @returns `false` when they already have one, are disabled, or do not exist
   * @throws a unique violation when the address has an account in another org
   */
  async join(
    { db }: Tx,
    id: AccountId,
    { passwordHash, name }: { readonly passwordHash: string; readonly name?: string | undefined },
    now: Date,
  ): Promise<boolean> {
    const rows = await db
      .update(users)
      .set({
        passwordHash,
        ...(name !== undefined && { name }),
        updatedAt: now.toISOString(),
        version: sql`${users.version} + 1`,
      })
      .where(and(is(id), isNull(users.passwordHash), isNull(users.disabledAt)))
      .returning({ userId: users.userId });
    return rows.length > 0;
  }
}

const is = ({ orgId, userId }: AccountId): SQL | undefined => and(eq(users.orgId, orgId), eq(users.userId, userId));

const select = (db: Db) =>
  db
    .select({
      orgId: users.orgId,
      userId: users.userId,
      email: users.email,
      name: users.name,
      passwordHash: users.passwordHash,
      disabledAt: users.disabledAt,
    })
    .from(users);

type Selected = Omit<Account, 'passwordHash' | 'disabled'> & {
  readonly passwordHash: string | null;
  readonly disabledAt: Date | null;
};

/** @throws Error for a user without a password; the conditions above exclude them */
function read({ passwordHash, disabledAt, ...account }: Selected): Account {
  if (passwordHash === null) throw new Error('this user has no password');
  return { ...account, passwordHash, disabled: disabledAt !== null };
}
