import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { signedInSchema } from '@bellhop/hotel';
import { type Invitation, invitationSchema, type SignedIn } from '@bellhop/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../access/access.decorators.js';
import { originOf } from '../../audit/request-origin.js';
import { RespondsWith, Problems } from '../../openapi/responses.js';
import { SessionResponse } from '../sessions/session-response.js';
import { AcceptInvitationDto, LinkDto } from './dto/account.dto.js';
import { InvitationAcceptance } from './invitation-acceptance.js';

/** For people with an invitation link. The token is in the body, not the path: paths are logged. */
@Controller('auth/invitations')
@Public()
export class InvitationsController {
  constructor(
    private readonly invitationAcceptance: InvitationAcceptance,
    private readonly sessionResponse: SessionResponse,
  ) {}

  @Post('look-up')
  @HttpCode(200)
  @RespondsWith('Returns the invitation of a link, without using the link.', {
    name: 'Invitation',
    schema: invitationSchema,
  })
  @Problems('invalid_link')
  lookUp(@Body() { token }: LinkDto): Promise<Invitation> {
    return this.invitationAcceptance.lookUp(token);
  }

  @Post('accept')
  @HttpCode(200)
  @RespondsWith('Sets the invited user’s password and signs them in.', { name: 'SignedIn', schema: signedInSchema })
  @Problems('invalid_link', 'conflict')
  async accept(
    @Body() input: AcceptInvitationDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedIn> {
    return this.sessionResponse.issue(request, reply, await this.invitationAcceptance.accept(input, originOf(request)));
  }
}
