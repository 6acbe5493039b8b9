import { Injectable } from '@nestjs/common';
import type { SignedIn } from '@bellhop/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemException } from '../../http/problem.js';
import { AccessTokens } from '../access-tokens.js';
import { Principals } from '../principals.js';
import { SignedInUsers } from '../signed-in-users.js';
import { RefreshCookie } from './refresh-cookie.js';
import { RefreshTokens } from './refresh-tokens.js';
import type { SessionRecord } from './user-sessions.js';

/** The response to a sign-in or refresh: the access token in the body, the refresh token in a cookie. */
@Injectable()
export class SessionResponse {
  constructor(
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
    private readonly cookie: RefreshCookie,
    private readonly principals: Principals,
    private readonly users: SignedInUsers,
  ) {}

  /** @throws ProblemException `unauthenticated` when the session has ended meanwhile */
  async issue(request: FastifyRequest, reply: FastifyReply, session: SessionRecord): Promise<SignedIn> {
    const principal = await this.principals.load(session.sessionId);
    if (!principal) {
      this.cookie.clear(request, reply);
      throw new ProblemException('unauthenticated');
    }
    // Not beyond the session's renewal, even if several requests share it: streams rely on that.
    const { token, expiresAt } = await this.accessTokens.issue(session, session.accessExpiresAt.getTime());
    this.cookie.write(request, reply, this.refreshTokens.write(session));
    void reply.header('cache-control', 'no-store');
    return { accessToken: token, expiresAt, user: await this.users.toResponse(principal) };
  }
}
