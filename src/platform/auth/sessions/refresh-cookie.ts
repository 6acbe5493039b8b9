import { Inject, Injectable } from '@nestjs/common';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Settings, SETTINGS } from '../../config/settings.js';
import { REFRESH_LIFE_MS } from './session-lifetime.js';

/** Over plain http, where browsers reject cookies with the prefix `__Host-`. */
const PLAIN = { name: 'bellhop_refresh', path: '/auth' } as const;
/**
 * Over https. No other host of the same site, and no one on a plain connection to this one, can set a cookie of this name (RFC
 * 6265bis, 4.1.3.2). This requires `Path=/`: browsers send it with every request, and only `/auth` reads it.
 */
const HOST_ONLY = { name: '__Host-bellhop_refresh', path: '/' } as const;

/**
 * The refresh token's cookie: inaccessible to scripts, and not sent with requests from other sites. Reads and writes it with
 * `cookie`: a single cookie on a few routes does not need a plugin.
 */
@Injectable()
export class RefreshCookie {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /** Over https, falls back to the plain-http cookie, which is replaced when used. */
  read(request: FastifyRequest): string | undefined {
    const cookies = cookiesOf(request);
    return (this.#isSecure(request) ? cookies[HOST_ONLY.name] : undefined) ?? cookies[PLAIN.name];
  }

  write(request: FastifyRequest, reply: FastifyReply, refreshToken: string): void {
    this.#set(request, reply, refreshToken, REFRESH_LIFE_MS / 1000);
  }

  clear(request: FastifyRequest, reply: FastifyReply): void {
    this.#set(request, reply, '', 0);
  }

  #set(request: FastifyRequest, reply: FastifyReply, value: string, maxAge: number): void {
    const secure = this.#isSecure(request);
    const cookies = [setCookie(secure ? HOST_ONLY : PLAIN, value, maxAge, secure)];
    if (secure && cookiesOf(request)[PLAIN.name] !== undefined) cookies.push(setCookie(PLAIN, '', 0, secure));
    void reply.header('set-cookie', cookies);
  }

  /**
   * Over plain http, which `npm start` uses, browsers discard `Secure` cookies. A https PUBLIC_URL also covers a server behind a
   * proxy that does not report the protocol.
   */
  #isSecure({ protocol }: FastifyRequest): boolean {
    return protocol === 'https' || this.settings.publicUrl.startsWith('https:');
  }
}

const cookiesOf = ({ headers }: FastifyRequest): ReturnType<typeof parseCookie> =>
  headers.cookie === undefined ? {} : parseCookie(headers.cookie);

const setCookie = ({ name, path }: typeof PLAIN | typeof HOST_ONLY, value: string, maxAge: number, secure: boolean) =>
  stringifySetCookie(name, value, { httpOnly: true, sameSite: 'strict', path, maxAge, secure });
