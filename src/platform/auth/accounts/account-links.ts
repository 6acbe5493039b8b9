import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { and, eq, gt, lte } from 'drizzle-orm';
import { databaseNow, databaseTimeIn } from '../../database/database-time.js';
import { Database, type Tx } from '../../database/database.js';
import { type AccountId, NOBODY } from '../accounts.js';
import { accountLinks } from '../auth.schema.js';

const TOKEN_BYTES = 32;
const HOUR_MS = 3_600_000;
const LIFE_MS = { 'sign-up': 24 * HOUR_MS, invitation: 7 * 24 * HOUR_MS, 'password-reset': HOUR_MS } as const;

type Purpose = keyof typeof LIFE_MS;
type AccountPurpose = Exclude<Purpose, 'sign-up'>;

/** What a sign-up asked for. It waits here: there is no org before its link is followed. */
export interface SignUpRequest {
  readonly orgName: string;
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
}

/**
 * Links that let in without a password, once: 256 random bits, of which only a hash is kept. How long they live goes by the
 * database's clock.
 */
@Injectable()
export class AccountLinks {
  constructor(private readonly database: Database) {}

  /**
   * Makes a link for somebody, which replaces their older ones for the same purpose. One for {@link NOBODY} is in the table
   * like all, belongs to nobody, and expires.
   * @returns its token, which is in the answer and nowhere else
   */
  async issue(tx: Tx, purpose: AccountPurpose, { orgId, userId }: AccountId): Promise<string> {
    await this.withdraw(tx, purpose, { orgId, userId });
    return this.#insert(tx, purpose, orgId === NOBODY.orgId ? {} : { orgId, userId });
  }

  /** Makes a link for somebody who is not there yet. @returns its token */
  issueSignUp(tx: Tx, request: SignUpRequest): Promise<string> {
    return this.#insert(tx, 'sign-up', { request });
  }

  /** Makes somebody's links for a purpose worth nothing. */
  async withdraw({ db }: Tx, purpose: AccountPurpose, { orgId, userId }: AccountId): Promise<void> {
    await db
      .delete(accountLinks)
      .where(and(eq(accountLinks.orgId, orgId), eq(accountLinks.userId, userId), eq(accountLinks.purpose, purpose)));
  }

  /** Whose link it is, without using it; `undefined` when it was used, has expired, or is for something else. */
  async find(token: string, purpose: AccountPurpose): Promise<AccountId | undefined> {
    const [row] = await this.database.db.select(subject).from(accountLinks).where(this.#isLiving(token, purpose));
    return row && accountOf(row);
  }

  /** Uses a link up, by one statement: of two that come at once only one gets it. A rollback gives it back. */
  async use({ db }: Tx, token: string, purpose: AccountPurpose): Promise<AccountId | undefined> {
    const [row] = await db.delete(accountLinks).where(this.#isLiving(token, purpose)).returning(subject);
    return row && accountOf(row);
  }

  /** What a sign-up's link was made for, without using it. It never changes. */
  async findSignUp(token: string): Promise<SignUpRequest | undefined> {
    const [row] = await this.database.db.select(subject).from(accountLinks).where(this.#isLiving(token, 'sign-up'));
    return row && (row.request as SignUpRequest);
  }

  /** Uses a sign-up's link up. @returns `false` when somebody else has, or it has expired */
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

/** `undefined` for a link that was made for nobody. */
const accountOf = ({ orgId, userId }: { orgId: string | null; userId: string | null }): AccountId | undefined =>
  orgId === null || userId === null ? undefined : { orgId, userId };

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
