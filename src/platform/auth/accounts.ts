import type { Language } from '@bellhop/hotel';
import type { AnyColumn, SQL } from 'drizzle-orm';
import type { Tx } from '../database/database.js';

/** A user with a password. They can sign in unless disabled. */
export interface Account {
  readonly orgId: string;
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly disabled: boolean;
  /** Null: the user leaves it to the browser. */
  readonly language: Language | null;
}

/** Identifies an account. */
export type AccountId = Pick<Account, 'orgId' | 'userId'>;

/** An id without a row, for doing the same work when there is no account. */
export const NOBODY: AccountId = {
  orgId: '00000000-0000-0000-0000-000000000000',
  userId: '00000000-0000-0000-0000-000000000000',
};

/** Columns of another table that refer to a user. */
export interface UserColumns {
  readonly orgId: AnyColumn;
  readonly userId: AnyColumn;
}

/** An invited user who has no password yet. */
export interface Invitee {
  readonly email: string;
  readonly name: string;
  readonly orgName: string;
}

/** Users as far as sign-in is concerned. Provided by the users domain, which covers everything else. */
export abstract class Accounts {
  /** At most one user per address has a password; invited users have none. */
  abstract findByEmail(email: string): Promise<Account | undefined>;

  /** Returns the enabled accounts whose address ends with `@` and one of `domains`. */
  abstract enabledAt(domains: readonly string[]): Promise<readonly Account[]>;

  /** Returns those of `emails` that belong to a user, invited ones included. */
  abstract known(emails: readonly string[]): Promise<ReadonlySet<string>>;

  /**
   * Reads the account and locks it until `tx` ends, so that no one signs in or is disabled meanwhile. Returns `undefined` for a
   * missing or only invited user, whose row is locked too. Lock the account before its links, as all code that takes both does.
   */
  abstract lock(tx: Tx, id: AccountId): Promise<Account | undefined>;

  /**
   * Whether the account is still enabled and has the password that was checked. Locks the row until `tx` ends, so that whoever
   * changes either later sees, and ends, a session begun in `tx`.
   */
  abstract holdUnchanged(tx: Tx, account: AccountId & Pick<Account, 'passwordHash'>): Promise<boolean>;

  /** Returns a user who was invited and has not joined; `undefined` for others. */
  abstract findInvitee(id: AccountId): Promise<Invitee | undefined>;

  /** Returns the current account. */
  abstract find(id: AccountId): Promise<Account | undefined>;

  /** Returns a user's name. */
  abstract nameOf(tx: Tx, id: AccountId): Promise<string | null>;

  /** Condition that the user whose id is in these columns is not disabled. */
  abstract isEnabled(columns: UserColumns): SQL;

  /** Condition that the user whose id is in these columns has an account with this address, in lower case. */
  abstract signsInWith(email: string, columns: UserColumns): SQL;

  abstract setPassword(tx: Tx, id: AccountId, passwordHash: string): Promise<void>;

  /**
   * Creates an org and its owner.
   * @throws a unique violation when the address has an account
   */
  abstract found(
    tx: Tx,
    owner: { readonly orgName: string } & Pick<Account, 'email' | 'name' | 'passwordHash'>,
    now: Date,
  ): Promise<AccountId>;

  /**
   * Sets the password of an invited user, which makes them an account.
   * @returns `false` when they already have one, are disabled, or do not exist
   * @throws a unique violation when the address has an account in another org
   */
  abstract activate(
    tx: Tx,
    id: AccountId,
    how: { readonly passwordHash: string; readonly name?: string | undefined },
    now: Date,
  ): Promise<boolean>;
}
