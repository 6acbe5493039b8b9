import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { and, eq, gt, lte } from 'drizzle-orm';
import { databaseNow, databaseTimeIn } from '../../database/database-time.js';
import { Database, type Tx } from '../../database/database.js';
import { type AccountId, NOBODY } from '../accounts.js';
import { accountLinks } from '../auth.schema.js';

const TOKEN_BYTES = 32;
const HOUR_MS = 3_600_000;
export const INVITATION_LIFE_MS = 7 * 24 * HOUR_MS;
const LIFE_MS = { 'sign-up': 24 * HOUR_MS, invitation: INVITATION_LIFE_MS, 'password-reset': HOUR_MS } as const;

type Purpose = keyof typeof LIFE_MS;
type AccountPurpose = Exclude<Purpose, 'sign-up'>;

/** The data of a sign-up. Kept with its link, because no org exists before the link is followed. */
export interface SignUpRequest {
  readonly orgName: string;
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
}

/**
 * Links that sign in without a password, once: 256 random bits, stored only as a hash. They expire by the database's clock.
 */
@Injectable()
export class AccountLinks {
  constructor(private readonly database: Database) {}

  /**
   * Creates a link for an account and deletes its older ones for the same purpose. A link for {@link NOBODY} is stored like any
   * other, belongs to no one, and expires.
   * @returns the token, which is stored nowhere
   */
  async issue(tx: Tx, purpose: AccountPurpose, { orgId, userId }: AccountId): Promise<string> {
    await this.withdraw(tx, purpose, { orgId, userId });
    return this.#insert(tx, purpose, orgId === NOBODY.orgId ? {} : { orgId, userId });
  }

  /** Creates a link for a sign-up. @returns the token, which is stored nowhere */
  issueSignUp(tx: Tx, request: SignUpRequest): Promise<string> {
    return this.#insert(tx, 'sign-up', { request });
  }

  /** Deletes an account's links for a purpose. */
  async withdraw({ db }: Tx, purpose: AccountPurpose, { orgId, userId }: AccountId): Promise<void> {
    await db
      .delete(accountLinks)
      .where(and(eq(accountLinks.orgId, orgId), eq(accountLinks.userId, userId), eq(accountLinks.purpose, purpose)));
  }

  /** Returns the account of a link without using it; `undefined` if it was used, has expired, or has another purpose. */
  async find(token: string, purpose: AccountPurpose): Promise<AccountId | undefined> {
    const [row] = await this.database.db.select(subject).from(accountLinks).where(this.#isLiving(token, purpose));
    return row && accountOf(row);
  }

  /** Uses a link in one statement, so that only one of two concurrent requests succeeds. A rollback restores it. */
  async use({ db }: Tx, token: string, purpose: AccountPurpose): Promise<AccountId | undefined> {
    const [row] = await db.delete(accountLinks).where(this.#isLiving(token, purpose)).returning(subject);
    return row && accountOf(row);
  }

  /** Returns the data of a sign-up's link without using it. The data never changes. */
  async findSignUp(token: string): Promise<SignUpRequest | undefined> {
    const [row] = await this.database.db.select(subject).from(accountLinks).where(this.#isLiving(token, 'sign-up'));
    return row && (row.request as SignUpRequest);
  }

  /** Uses a sign-up's link. @returns `false` if it was used or has expired */
  async useSignUp({ db }: Tx, token: string): Promise<boolean> {
    const rows = await db.delete(accountLinks).where(this.#isLiving(token, 'sign-up')).returning(subject);
    return rows.length > 0;
  }

  async #insert(
    { db }: Tx,
    purpose: Purpose,
    values: Partial<AccountId> | { readonly request: SignUpRequest },
  ): Promise<string> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    await db.delete(accountLinks).where(lte(accountLinks.expiresAt, databaseNow));
    await db.insert(accountLinks).values({
      ...values,
      linkHash: hashOf(token),
      purpose,
      createdAt: databaseNow,
      expiresAt: databaseTimeIn(LIFE_MS[purpose]),
    });
    return token;
  }

  #isLiving(token: string, purpose: Purpose) {
    return and(
      eq(accountLinks.linkHash, hashOf(token)),
      eq(accountLinks.purpose, purpose),
      gt(accountLinks.expiresAt, databaseNow),
    );
  }
}

const subject = { orgId: accountLinks.orgId, userId: accountLinks.userId, request: accountLinks.request };

/** Returns `undefined` for a link of {@link NOBODY}. */
const accountOf = ({ orgId, userId }: { orgId: string | null; userId: string | null }): AccountId | undefined =>
  orgId === null || userId === null ? undefined : { orgId, userId };

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
