import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { signedInSchema } from '@bellhop/hotel';
import { type Page, sessionSchema, type SessionRow, type SignedIn } from '@bellhop/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../access/access.decorators.js';
import { bearerOf } from '../../access/bearer.js';
import { CurrentPrincipal, type Principal } from '../../access/principal.js';
import { CurrentOrigin, originOf, type RequestOrigin } from '../../audit/request-origin.js';
import { IdPipe } from '../../http/id.pipe.js';
import { PageQuery } from '../../http/paging.js';
import { ProblemException } from '../../http/problem.js';
import { RespondsWith, RespondsWithPage, Problems } from '../../openapi/responses.js';
import { AccessTokens } from '../access-tokens.js';
import { LoginDto } from '../dto/login.dto.js';
import { Devices } from './devices.js';
import { RefreshCookie } from './refresh-cookie.js';
import { RefreshTokens } from './refresh-tokens.js';
import { SessionResponse } from './session-response.js';
import { SessionRenewal } from './session-renewal.js';
import { SignIn } from './sign-in.js';

const SIGNED_IN = { name: 'SignedIn', schema: signedInSchema };
const SESSION = { name: 'Session', schema: sessionSchema };

/** Sign-in, refresh and sign-out (PROTOCOL.md, "Signing in"). */
@Controller('auth')
export class SessionsController {
  constructor(
    private readonly signIn: SignIn,
    private readonly renewal: SessionRenewal,
    private readonly devices: Devices,
    private readonly sessionResponse: SessionResponse,
    private readonly cookie: RefreshCookie,
    private readonly refreshTokens: RefreshTokens,
    private readonly accessTokens: AccessTokens,
  ) {}

  @Post('login')
  @Public()
  @HttpCode(200)
  @RespondsWith('Signs in and sets the refresh cookie.', SIGNED_IN)
  @Problems('invalid_credentials')
  async login(
    @Body() { email, password }: LoginDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedIn> {
    const session = await this.signIn.byPassword(email, password, originOf(request));
    if (!session) throw new ProblemException('invalid_credentials');
    return this.sessionResponse.issue(request, reply, session);
  }

  @Post('refresh')
  @Public()
  @HttpCode(200)
  @RespondsWith('Renews the session by its refresh cookie, which is replaced. Responds like the sign-in.', SIGNED_IN)
  @Problems('unauthenticated')
  async refresh(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<SignedIn> {
    const token = this.cookie.read(request);
    const session = token === undefined ? undefined : await this.renewal.renew(token, originOf(request).address);
    if (session) return this.sessionResponse.issue(request, reply, session);
    this.cookie.clear(request, reply);
    throw new ProblemException('unauthenticated');
  }

  /** Accepts either token: a browser with an expired access token must be able to sign out. */
  @Post('logout')
  @Public()
  @HttpCode(204)
  @RespondsWith('Ends the session and clears the refresh cookie.')
  @Problems('unauthenticated')
  async logout(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const [bearer, refreshToken] = [bearerOf(request), this.cookie.read(request)];
    const named = [
      bearer === undefined ? undefined : (await this.accessTokens.sessionOf(bearer))?.sessionId,
      refreshToken === undefined ? undefined : this.refreshTokens.read(refreshToken)?.sessionId,
    ].filter((sessionId) => sessionId !== undefined);
    this.cookie.clear(request, reply);
    if (named.length === 0) throw new ProblemException('unauthenticated');
    const { address } = originOf(request);
    for (const sessionId of new Set(named)) await this.devices.signOut(sessionId, address);
  }

  @Get('sessions')
  @RespondsWithPage('Lists the user’s active sessions, newest first.', SESSION)
  list(@CurrentPrincipal() principal: Principal, @Query() query: PageQuery): Promise<Page<SessionRow>> {
    return this.devices.list(principal, query);
  }

  @Delete('sessions/:sessionId')
  @HttpCode(204)
  @RespondsWith('Ends one of the user’s sessions.')
  end(
    @CurrentPrincipal() principal: Principal,
    @Param('sessionId', IdPipe) sessionId: string,
    @CurrentOrigin() { address }: RequestOrigin,
  ): Promise<void> {
    return this.devices.end(principal, sessionId, address);
  }
}
