import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import {
  type SignedIn,
  signedInSchema,
  type SignedInUser,
  signedInUserSchema,
  type Ticket,
  ticketSchema,
} from '@bellhop/contracts';
import { Answers } from '../docs/answers.js';
import { ProblemException } from '../http/problem.js';
import { PropertyDirectory } from '../tenancy/property-directory.js';
import { Public } from './access.decorators.js';
import { AccessTokens } from './access-tokens.js';
import { LoginDto } from './dto/login.dto.js';
import { CurrentPrincipal, type Principal } from './principal.js';
import { Principals } from './principals.js';
import { Sessions } from './sessions.js';
import { Tickets } from './tickets.js';

const SIGNED_IN = { name: 'SignedIn', schema: signedInSchema };
const USER = { name: 'SignedInUser', schema: signedInUserSchema };
const TICKET = { name: 'Ticket', schema: ticketSchema };

@Controller()
export class AuthController {
  constructor(
    private readonly sessions: Sessions,
    private readonly tokens: AccessTokens,
    private readonly principals: Principals,
    private readonly tickets: Tickets,
    private readonly properties: PropertyDirectory,
  ) {}

  @Post('auth/login')
  @Public()
  @HttpCode(200)
  @Answers('Signs in.', SIGNED_IN)
  async login(@Body() { email, password }: LoginDto): Promise<SignedIn> {
    const session = await this.sessions.begin(email, password);
    const principal = session && (await this.principals.load(session.sessionId));
    if (!session || !principal) throw new ProblemException('invalid_credentials');
    const { token, expiresAt } = await this.tokens.issue(session);
    return { accessToken: token, expiresAt, user: await this.show(principal) };
  }

  @Post('auth/logout')
  @HttpCode(204)
  @Answers('Ends the session.')
  async logout(@CurrentPrincipal() { sessionId }: Principal): Promise<void> {
    await this.sessions.end(sessionId);
  }

  @Get('auth/me')
  @Answers('Who is signed in, and their rights.', USER)
  me(@CurrentPrincipal() principal: Principal): Promise<SignedInUser> {
    return this.show(principal);
  }

  @Post('v2/realtime/tickets')
  @Answers('A ticket for an EventSource, which can send no header.', TICKET)
  ticket(@CurrentPrincipal() { sessionId }: Principal): Promise<Ticket> {
    return this.tickets.issue(sessionId);
  }

  private async show(principal: Principal): Promise<SignedInUser> {
    const { userId, orgId, role, name, email, orgName } = principal;
    return { userId, orgId, role, propertyIds: await this.properties.visibleIds(principal), name, email, orgName };
  }
}
