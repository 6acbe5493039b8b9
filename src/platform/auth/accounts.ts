import { Injectable } from '@nestjs/common';
import { and, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm';
import { Database, type Db, type Tx } from '../database/database.js';
import { newRowId } from '../database/row-id.js';
import { orgs, users } from '../tenancy/tenancy.schema.js';

/** Somebody who can sign in, or could if they were not disabled. */
export interface Account {
  readonly orgId: string;
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly disabled: boolean;
}

/** Whose account it is. */
export type AccountId = Pick<Account, 'orgId' | 'userId'>;

/** Nobody's id, for work that is to be the same where there is no account: there is no row of theirs. */
export const NOBODY: AccountId = {
  orgId: '00000000-0000-0000-0000-000000000000',
  userId: '00000000-0000-0000-0000-000000000000',
};

/** Somebody who cannot sign in yet. */
export interface Invitee {
  readonly email: string;
  readonly name: string;
  readonly orgName: string;
}

/** Users as far as they sign in: what else a user is, the users domain knows. */
@Injectable()
export class Accounts {
  constructor(private readonly database: Database) {}

  /** One at most has a password for an address; whoever is only invited has none. */
  async findByEmail(email: string): Promise<Account | undefined> {
    const [row] = await select(this.database.db).where(
      and(eq(users.email, email.toLowerCase()), isNotNull(users.passwordHash)),
    );
    return row && read(row);
  }

  /**
   * The account, held until `tx` ends: nobody signs in or is disabled meanwhile. `undefined` for who is not there, or only
   * invited (and held all the same). It comes before the account's links, as with everybody who takes both.
   */
  async lock({ db }: Tx, id: AccountId): Promise<Account | undefined> {
    const [row] = await select(db).where(is(id)).for('no key update');
    return row?.passwordHash == null ? undefined : read(row);
  }

  /**
   * Whether the account still is enabled and has the password that was checked. Holds the row until `tx` ends, so that
   * a session begun in `tx` is there for whoever changes the one or the other, and ends it.
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

  /** Somebody who is invited and has not joined; `undefined` for everybody else. */
  async findInvitee(id: AccountId): Promise<Invitee | undefined> {
    const [row] = await this.database.db
      .select({ email: users.email, name: users.name, orgName: orgs.name })
      .from(users)
      .innerJoin(orgs, eq(orgs.orgId, users.orgId))
      .where(and(is(id), isNull(users.passwordHash), isNull(users.disabledAt)));
    return row;
  }

  /** The account, as it is now. */
  async find(id: AccountId): Promise<Account | undefined> {
    const [row] = await select(this.database.db).where(and(is(id), isNotNull(users.passwordHash)));
    return row && read(row);
  }

  /** The name of a user, for people to read. */
  async nameOf({ db }: Tx, id: AccountId): Promise<string | null> {
    const [row] = await db.select({ name: users.name }).from(users).where(is(id));
    return row?.name ?? null;
  }

  async setPassword({ db }: Tx, id: AccountId, passwordHash: string): Promise<void> {
    await db.update(users).set({ passwordHash }).where(is(id));
  }

  /**
   * Makes an org and its owner.
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
   * Gives somebody who was invited a password, and with it an account.
   * @returns `false` when they have one already, are disabled, or are not there
   * @throws a unique violation when the address has an account elsewhere
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

/** @throws Error for somebody without a password: the conditions above leave them out */
function read({ passwordHash, disabledAt, ...account }: Selected): Account {
  if (passwordHash === null) throw new Error('this user has no password');
  return { ...account, passwordHash, disabled: disabledAt !== null };
}
