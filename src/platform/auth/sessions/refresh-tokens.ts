import { createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { DataDirectory } from '../../config/data-directory.js';
import { type Settings, SETTINGS } from '../../config/settings.js';

/** Contents of a refresh token. */
export interface RefreshClaim {
  readonly sessionId: string;
  /** Position in its session's family of tokens; the first is 0. */
  readonly generation: number;
}

/** Separates this key from others derived from the same secret. */
const LABEL = 'bellhop refresh tokens';
const KEY_BYTES = 32;
const TOKEN = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(0|[1-9]\d{0,8})\.([A-Za-z0-9_-]{43})$/;

/**
 * Issues and verifies refresh tokens, `<session>.<generation>.<mac>`. They need no secret storage, the same claim always gives
 * the same token, and a used one can still be recognised as genuine, which reveals theft.
 */
@Injectable()
export class RefreshTokens {
  readonly #key: KeyObject;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    @Optional() @Inject(DataDirectory) directory: DataDirectory | null,
  ) {
    const secret = settings.jwtSecret ?? directory?.secret() ?? randomBytes(KEY_BYTES);
    this.#key = createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', LABEL, KEY_BYTES)));
  }

  write({ sessionId, generation }: RefreshClaim): string {
    return `${sessionId}.${generation}.${this.#mac(sessionId, generation).toString('base64url')}`;
  }

  /** Returns `undefined` for a token that {@link write} did not create. */
  read(token: string): RefreshClaim | undefined {
    const [, sessionId, digits, mac] = TOKEN.exec(token) ?? [];
    if (sessionId === undefined || digits === undefined || mac === undefined) return undefined;
    const generation = Number(digits);
    const expected = this.#mac(sessionId, generation);
    const given = Buffer.from(mac, 'base64url');
    // The last character has two unused bits; only the canonical encoding is accepted.
    const canonical = given.toString('base64url') === mac;
    return canonical && timingSafeEqual(given, expected) ? { sessionId, generation } : undefined;
  }

  #mac(sessionId: string, generation: number): Buffer {
    return createHmac('sha256', this.#key).update(`refresh|${sessionId}|${generation}`).digest();
  }
}
