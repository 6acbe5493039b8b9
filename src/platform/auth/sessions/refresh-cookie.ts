import { Inject, Injectable } from '@nestjs/common';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Settings, SETTINGS } from '../../config/settings.js';
import { REFRESH_LIFE_MS } from './session-life.js';

/** Over plain http, where no browser keeps a cookie whose name begins with `__Host-`. */
const PLAIN = { name: 'bellhop_refresh', path: '/auth' } as const;
/**
 * Over https. No other host of the same site, and nobody on a plain connection to this one, can set a cookie of this name
 * (RFC 6265bis, 4.1.3.2). The price is `Path=/`: browsers send it with every request, and only `/auth` reads it.
 */
const HOST_ONLY = { name: '__Host-bellhop_refresh', path: '/' } as const;

/**
 * Where a browser keeps its refresh token: out of reach of scripts, and never sent with a request that another site makes.
 * One cookie on a handful of routes is no reason for a plugin: `cookie` reads and writes it.
 */
@Injectable()
export class RefreshCookie {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /** Over https a browser may still have the cookie of before, which is replaced as soon as it is used. */
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
   * Over plain http a browser would throw a `Secure` cookie away, and `npm start` speaks plain http. Where people come by
   * https, PUBLIC_URL says so also of a server behind a proxy that does not.
   */
  #isSecure({ protocol }: FastifyRequest): boolean {
    return protocol === 'https' || this.settings.publicUrl.startsWith('https:');
  }
}

const cookiesOf = ({ headers }: FastifyRequest): ReturnType<typeof parseCookie> =>
  headers.cookie === undefined ? {} : parseCookie(headers.cookie);

const setCookie = ({ name, path }: typeof PLAIN | typeof HOST_ONLY, value: string, maxAge: number, secure: boolean) =>
  stringifySetCookie(name, value, { httpOnly: true, sameSite: 'strict', path, maxAge, secure });
