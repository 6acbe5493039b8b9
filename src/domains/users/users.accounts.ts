import { Injectable } from '@nestjs/common';
import { and, eq, inArray, isNotNull, isNull, like, or, type SQL, sql } from 'drizzle-orm';
import {
  type Account,
  type AccountId,
  Accounts,
  type Invitee,
  type UserColumns,
} from '../../platform/auth/accounts.js';
import { Database, type Db, type Tx } from '../../platform/database/database.js';
import { newRowId } from '../../platform/database/row-id.js';
import { orgs } from '../../platform/tenancy/tenancy.schema.js';
import { UserActivity } from './user-activity.js';
import { NO_INVITATION, type UserRow } from './users.repository.js';
import { users } from './users.schema.js';

/** Users as far as sign-in is concerned. */
@Injectable()
export class UsersAccounts extends Accounts {
  constructor(
    private readonly database: Database,
    private readonly activity: UserActivity,
  ) {
    super();
  }

  async findByEmail(email: string): Promise<Account | undefined> {
    const [row] = await select(this.database.db).where(
      and(eq(users.email, email.toLowerCase()), isNotNull(users.passwordHash)),
    );
    return row && read(row);
  }

  async enabledAt(domains: readonly string[]): Promise<readonly Account[]> {
    const those = or(...domains.map((domain) => like(users.email, `%@${domain}`)));
    const rows = await select(this.database.db).where(
      and(those, isNotNull(users.passwordHash), isNull(users.disabledAt)),
    );
    return rows.map(read);
  }

  async known(emails: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.database.db
      .select({ email: users.email })
      .from(users)
      .where(inArray(users.email, [...emails]));
    return new Set(rows.map(({ email }) => email));
  }

  async lock({ db }: Tx, id: AccountId): Promise<Account | undefined> {
    const [row] = await select(db).where(is(id)).for('no key update');
    return row?.passwordHash == null ? undefined : read(row);
  }

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

  async findInvitee(id: AccountId): Promise<Invitee | undefined> {
    const [row] = await this.database.db
      .select({ email: users.email, name: users.name, orgName: orgs.name })
      .from(users)
      .innerJoin(orgs, eq(orgs.orgId, users.orgId))
      .where(and(is(id), isNull(users.passwordHash), isNull(users.disabledAt)));
    return row;
  }

  async find(id: AccountId): Promise<Account | undefined> {
    const [row] = await select(this.database.db).where(and(is(id), isNotNull(users.passwordHash)));
    return row && read(row);
  }

  async nameOf({ db }: Tx, id: AccountId): Promise<string | null> {
    const [row] = await db.select({ name: users.name }).from(users).where(is(id));
    return row?.name ?? null;
  }

  isEnabled({ orgId, userId }: UserColumns): SQL {
    return sql`exists (select 1 from ${users} where ${and(
      eq(users.orgId, orgId),
      eq(users.userId, userId),
      isNull(users.disabledAt),
    )})`;
  }

  signsInWith(email: string, { orgId, userId }: UserColumns): SQL {
    return sql`exists (select 1 from ${users} where ${and(
      eq(users.orgId, orgId),
      eq(users.userId, userId),
      eq(users.email, email),
      isNotNull(users.passwordHash),
    )})`;
  }

  async setPassword({ db }: Tx, id: AccountId, passwordHash: string): Promise<void> {
    await db.update(users).set({ passwordHash }).where(is(id));
  }

  async found(
    tx: Tx,
    { orgName, email, name, passwordHash }: { orgName: string } & Pick<Account, 'email' | 'name' | 'passwordHash'>,
    now: Date,
  ): Promise<AccountId> {
    const [orgId, userId] = [newRowId(), newRowId()];
    const at = now.toISOString();
    const owner: UserRow = {
      ...{ orgId, userId, email: email.toLowerCase(), name, role: 'owner', status: 'active', allProperties: true },
      ...{ propertyIds: [], language: null, createdAt: at, updatedAt: at, updatedBy: userId, version: 1 },
      ...NO_INVITATION,
    };
    await tx.db.insert(orgs).values({ orgId, name: orgName, createdAt: at });
    const { status: _status, propertyIds: _propertyIds, ...columns } = owner;
    await tx.db.insert(users).values({ ...columns, passwordHash });
    await this.activity.created(tx, owner, owner);
    return { orgId, userId };
  }

  async activate(
    { db }: Tx,
    id: AccountId,
    { passwordHash, name }: { readonly passwordHash: string; readonly name?: string | undefined },
    now: Date,
  ): Promise<boolean> {
    const rows = await db
      .update(users)
      .set({
        passwordHash,
        ...NO_INVITATION,
        ...(name !== undefined && { name }),
        updatedAt: now.toISOString(),
        updatedBy: id.userId,
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
      language: users.language,
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
