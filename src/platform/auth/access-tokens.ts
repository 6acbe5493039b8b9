import { Inject, Injectable, Optional } from '@nestjs/common';
import type { Clock } from '@bellhop/realtime';
import { isUUID } from 'class-validator';
import { jwtVerify, SignJWT } from 'jose';
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { DataDirectory } from '../config/data-directory.js';
import { type Settings, SETTINGS } from '../config/settings.js';
import { CLOCK } from '../time/clock.js';

/** A working day: sessions cannot be renewed, and nobody should be thrown out in the middle of a shift. */
export const ACCESS_TOKEN_LIFE_MS = 12 * 3_600_000;

const ISSUER = 'bellhop';
const AUDIENCE = 'bellhop-api';
const ALGORITHM = 'HS256';
/** RFC 9068: keeps a token made for something else from passing as an access token. */
const TYPE = 'at+jwt';

export interface AccessToken {
  readonly token: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

/** Makes and checks access tokens. A token only names its session; rights are always read from the database. */
@Injectable()
export class AccessTokens {
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

  async issue(
    session: { sessionId: string; userId: string; orgId: string },
    lifeMs = ACCESS_TOKEN_LIFE_MS,
  ): Promise<AccessToken> {
    const issuedAt = Math.floor(this.clock.now() / 1000);
    const expiresAt = issuedAt + Math.floor(lifeMs / 1000);
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
  async sessionOf(token: string): Promise<string | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: TYPE,
        requiredClaims: ['sub', 'org', 'sid', 'iat', 'exp'],
        currentDate: new Date(this.clock.now()),
      });
      return isUUID(payload['sid']) ? (payload['sid'] as string) : undefined;
    } catch {
      return undefined;
    }
  }
}
