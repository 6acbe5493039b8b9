import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { Database } from '../database/database.js';

/** Injection token of {@link PasswordHashing}. */
export const PASSWORD_HASHING = Symbol('password-hashing');

/** The expensive operations; tests count their calls. */
export interface PasswordHashing {
  /** Returns a new hash of `password`, including salt and parameters. */
  hash(password: string): Promise<string>;
  verify(passwordHash: string, password: string): Promise<boolean>;
}

/** OWASP's recommendation: 19 MiB, 2 passes, about 20 ms on one core. */
const MEMORY_KIB = 19_456;
const PASSES = 2;
const PARALLELISM = 1;
const STRENGTH = { memoryCost: MEMORY_KIB, timeCost: PASSES, parallelism: PARALLELISM };

/** NFKC, so that the same password typed on another keyboard matches (NIST SP 800-63B, 3.1.1.2). */
const normal = (password: string): string => password.normalize('NFKC');

export const argon2id: PasswordHashing = {
  hash: (password) => hash(normal(password), STRENGTH),
  verify: (passwordHash, password) => verify(passwordHash, normal(password)),
};

export const hashPassword = (password: string): Promise<string> => argon2id.hash(password);

const unpadded = (bytes: number): string => randomBytes(bytes).toString('base64').replaceAll('=', '');
/** A hash that no password matches, and that takes as long to verify as any other. */
const DECOY = `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${PARALLELISM}$${unpadded(16)}$${unpadded(32)}`;

/** Hashes and verifies passwords. Each takes about 20 ms of a core, so never inside a transaction. */
@Injectable()
export class Passwords {
  constructor(
    @Inject(PASSWORD_HASHING) private readonly hashing: PasswordHashing,
    private readonly database: Database,
  ) {}

  async hash(password: string): Promise<string> {
    this.#requireNoTransaction();
    return this.hashing.hash(password);
  }

  /**
   * Whether `password` matches `passwordHash`. Without a hash, returns false after the same work, so that timing does not reveal
   * which accounts exist.
   */
  async check(passwordHash: string | undefined, password: string): Promise<boolean> {
    this.#requireNoTransaction();
    const matches = await this.hashing.verify(passwordHash ?? DECOY, password);
    return matches && passwordHash !== undefined;
  }

  #requireNoTransaction(): void {
    this.database.requireNoTransaction(
      'passwords must be hashed outside transactions, which would hold their locks meanwhile',
    );
  }
}
