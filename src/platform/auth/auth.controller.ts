import { Controller, Get, Post } from '@nestjs/common';
import { signedInUserSchema } from '@bellhop/hotel';
import { type SignedInUser, type Ticket, ticketSchema } from '@bellhop/protocol';
import { CurrentPrincipal, type Principal } from '../access/principal.js';
import { RespondsWith } from '../openapi/responses.js';
import { SignedInUsers } from './signed-in-users.js';
import { Tickets } from './tickets.js';

const USER = { name: 'SignedInUser', schema: signedInUserSchema };
const TICKET = { name: 'Ticket', schema: ticketSchema };

@Controller()
export class AuthController {
  constructor(
    private readonly users: SignedInUsers,
    private readonly tickets: Tickets,
  ) {}

  @Get('auth/me')
  @RespondsWith('The signed-in user and their rights.', USER)
  me(@CurrentPrincipal() principal: Principal): Promise<SignedInUser> {
    return this.users.toResponse(principal);
  }

  @Post('v2/realtime/tickets')
  @RespondsWith('Creates a ticket for an EventSource, which cannot send headers.', TICKET)
  ticket(@CurrentPrincipal() { sessionId }: Principal): Promise<Ticket> {
    return this.tickets.issue(sessionId);
  }
}
