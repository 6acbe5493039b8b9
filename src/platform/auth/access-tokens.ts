import { Inject, Injectable, Optional } from '@nestjs/common';
import type { Clock } from '@bellhop/realtime';
import { isUUID } from 'class-validator';
import { jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { DataDirectory } from '../config/data-directory.js';
import { type Settings, SETTINGS } from '../config/settings.js';
import { CLOCK } from '../time/clock.js';

/** Short, because a stolen token works until it expires or its session ends. The refresh token renews it. */
export const ACCESS_TOKEN_LIFE_MS = 600_000;

/**
 * How far ahead the issuing instance's clock may be. Applies only to the beginning (`iat`, `nbf`): tolerance at the end would
 * extend a token's life beyond what clients are told, and refreshing early costs little.
 */
export const CLOCK_TOLERANCE_MS = 30_000;

const ISSUER = 'bellhop';
const AUDIENCE = 'bellhop-api';
const ALGORITHM = 'HS256';
/** RFC 9068: prevents tokens made for other purposes from passing as access tokens. */
const TYPE = 'at+jwt';
/** Maximum number of cached tokens, about 400 bytes each. */
const MAX_VERIFIED = 10_000;

/** Returns the expiry of a token issued at `now`, in Unix milliseconds; JWTs count whole seconds. */
export const accessExpiryAt = (now: number): number => Math.floor(now / 1000) * 1000 + ACCESS_TOKEN_LIFE_MS;

export interface AccessToken {
  readonly token: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

/** Contents of a token. */
export interface TokenSession {
  readonly sessionId: string;
  readonly orgId: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

/** Issues and verifies access tokens. A token only identifies its session; rights are looked up for each request. */
@Injectable()
export class AccessTokens {
  /**
   * Tokens with a valid signature. Verification is the most expensive step of a request, so its result is cached until the
   * token expires; the expiry is checked every time.
   */
  readonly #verified = new LRUCache<string, TokenSession>({ max: MAX_VERIFIED });
  /** A key object, prepared once instead of for each token. */
  readonly #key: KeyObject;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    @Inject(CLOCK) private readonly clock: Clock,
    @Optional() @Inject(DataDirectory) directory: DataDirectory | null,
  ) {
    const secret = settings.jwtSecret ?? directory?.secret();
    this.#key = createSecretKey(secret === undefined ? randomBytes(32) : Buffer.from(secret));
  }

  /** @param endsAt expiry, in Unix milliseconds. @default the end of a token issued now */
  async issue(session: { sessionId: string; userId: string; orgId: string }, endsAt?: number): Promise<AccessToken> {
    const now = this.clock.now();
    const issuedAt = Math.floor(now / 1000);
    const expiresAt = Math.floor((endsAt ?? accessExpiryAt(now)) / 1000);
    const token = await new SignJWT({ org: session.orgId, sid: session.sessionId })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(session.userId)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(this.#key);
    return { token, expiresAt: expiresAt * 1000 };
  }

  /**
   * Returns the session of a token; `undefined` if the token is expired, forged or foreign. Synchronous for a token seen before.
   */
  sessionOf(token: string): TokenSession | undefined | Promise<TokenSession | undefined> {
    return this.#verified.has(token) ? this.knownSessionOf(token) : this.#verifyAndKeep(token);
  }

  async #verifyAndKeep(token: string): Promise<TokenSession | undefined> {
    const session = await this.#verify(token);
    if (session) this.#verified.set(token, session);
    return session;
  }

  /** Like {@link sessionOf} for tokens seen before; `undefined` for others says nothing. */
  knownSessionOf(token: string): TokenSession | undefined {
    const known = this.#verified.get(token);
    return known && known.expiresAt > this.clock.now() ? known : undefined;
  }

  async #verify(token: string): Promise<TokenSession | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: TYPE,
        requiredClaims: ['sub', 'org', 'sid', 'iat', 'exp'],
        currentDate: new Date(this.clock.now()),
        // Also refuses tokens issued in the future, beyond the tolerance.
        maxTokenAge: ACCESS_TOKEN_LIFE_MS / 1000,
        clockTolerance: CLOCK_TOLERANCE_MS / 1000,
      });
      const { sid, org, exp } = payload;
      if (!isUUID(sid) || !isUUID(org) || !Number.isSafeInteger(exp)) return undefined;
      const expiresAt = Number(exp) * 1000;
      return expiresAt > this.clock.now() ? { sessionId: sid as string, orgId: org as string, expiresAt } : undefined;
    } catch {
      return undefined;
    }
  }
}
