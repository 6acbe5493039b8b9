import { Inject, Injectable, Optional } from '@nestjs/common';
import type { Clock } from '@bellhop/realtime';
import { isUUID } from 'class-validator';
import { jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { DataDirectory } from '../config/data-directory.js';
import { type Settings, SETTINGS } from '../config/settings.js';
import { CLOCK } from '../time/clock.js';

/** Short, because a copy of it works until then or until its session ends; the refresh token renews it. */
export const ACCESS_TOKEN_LIFE_MS = 600_000;

const ISSUER = 'bellhop';
const AUDIENCE = 'bellhop-api';
const ALGORITHM = 'HS256';
/** RFC 9068: keeps a token made for something else from passing as an access token. */
const TYPE = 'at+jwt';
/** Some 400 bytes each. */
const MAX_VERIFIED = 10_000;

/** When a token that is issued at `now` expires, in Unix milliseconds: JWTs count whole seconds. */
export const accessExpiryAt = (now: number): number => Math.floor(now / 1000) * 1000 + ACCESS_TOKEN_LIFE_MS;

export interface AccessToken {
  readonly token: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

/** What a token says. */
export interface TokenSession {
  readonly sessionId: string;
  readonly orgId: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

/** Makes and checks access tokens. A token only names its session; rights are always read from the database. */
@Injectable()
export class AccessTokens {
  /**
   * Tokens whose signature was right: one is sent with every request of ten minutes, and checking it again costs more
   * than all else that is known of it. Nothing but its end can make it worth less, and that is looked at each time.
   */
  readonly #verified = new LRUCache<string, TokenSession>({ max: MAX_VERIFIED });
  /** A key object: it is prepared once, not for every token. */
  readonly #key: KeyObject;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    @Inject(CLOCK) private readonly clock: Clock,
    @Optional() @Inject(DataDirectory) directory: DataDirectory | null,
  ) {
    const secret = settings.jwtSecret ?? directory?.secret();
    this.#key = createSecretKey(secret === undefined ? randomBytes(32) : Buffer.from(secret));
  }

  /** @param endsAt Unix milliseconds */
  async issue(
    session: { sessionId: string; userId: string; orgId: string },
    endsAt = accessExpiryAt(this.clock.now()),
  ): Promise<AccessToken> {
    const issuedAt = Math.floor(this.clock.now() / 1000);
    const expiresAt = Math.floor(endsAt / 1000);
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

  /** The session a token belongs to; `undefined` for a token that is expired, forged or not one of ours. */
  async sessionOf(token: string): Promise<TokenSession | undefined> {
    const known = this.#verified.get(token);
    if (known) return known.expiresAt > this.clock.now() ? known : undefined;
    const session = await this.verify(token);
    if (session) this.#verified.set(token, session);
    return session;
  }

  private async verify(token: string): Promise<TokenSession | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: TYPE,
        requiredClaims: ['sub', 'org', 'sid', 'iat', 'exp'],
        currentDate: new Date(this.clock.now()),
        // Also refuses one that was issued in the future.
        maxTokenAge: ACCESS_TOKEN_LIFE_MS / 1000,
      });
      const { sid, org, exp } = payload;
      if (!isUUID(sid) || !isUUID(org) || !Number.isSafeInteger(exp)) return undefined;
      return { sessionId: sid as string, orgId: org as string, expiresAt: Number(exp) * 1000 };
    } catch {
      return undefined;
    }
  }
}
