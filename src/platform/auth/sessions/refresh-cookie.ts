import { Inject, Injectable } from '@nestjs/common';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Settings, SETTINGS } from '../../config/settings.js';
import { REFRESH_LIFE_MS } from './session-life.js';

const NAME = 'bellhop_refresh';

/**
 * Where a browser keeps its refresh token: out of reach of scripts, sent to `/auth` alone, and never with a request that
 * another site makes. One cookie on a handful of routes is no reason for a plugin: `cookie` reads and writes it.
 */
@Injectable()
export class RefreshCookie {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  read({ headers }: FastifyRequest): string | undefined {
    return headers.cookie === undefined ? undefined : parseCookie(headers.cookie)[NAME];
  }

  write(request: FastifyRequest, reply: FastifyReply, refreshToken: string): void {
    this.set(request, reply, refreshToken, REFRESH_LIFE_MS / 1000);
  }

  clear(request: FastifyRequest, reply: FastifyReply): void {
    this.set(request, reply, '', 0);
  }

  private set(request: FastifyRequest, reply: FastifyReply, value: string, maxAge: number): void {
    const cookie = stringifySetCookie(NAME, value, {
      httpOnly: true,
      sameSite: 'strict',
      path: '/auth',
      maxAge,
      // Over plain http a browser would throw a `Secure` cookie away, and `npm start` speaks plain http. Where people
      // come by https, PUBLIC_URL says so also of a server behind a proxy that does not.
      secure: request.protocol === 'https' || this.settings.publicUrl.startsWith('https:'),
    });
    void reply.header('set-cookie', cookie);
  }
}
