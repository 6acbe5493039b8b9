import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { signedInSchema } from '@bellhop/hotel';
import type { SignedIn } from '@bellhop/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../access/access.decorators.js';
import { CurrentOrigin, originOf, type RequestOrigin } from '../../audit/request-origin.js';
import { RespondsWith, Problems } from '../../openapi/responses.js';
import { SessionResponse } from '../sessions/session-response.js';
import { ConfirmSignUpDto, SignUpDto } from './dto/account.dto.js';
import { SignUp } from './sign-up.js';

/** Sign-up of new hotel groups (PROTOCOL.md, "Accounts"). */
@Controller('auth/sign-up')
@Public()
export class SignUpController {
  constructor(
    private readonly signUp: SignUp,
    private readonly sessionResponse: SessionResponse,
  ) {}

  @Post()
  @HttpCode(202)
  @RespondsWith(
    'Mails a link that creates the organisation. The response does not reveal whether the address has an account.',
  )
  request(@Body() input: SignUpDto, @CurrentOrigin() { language }: RequestOrigin): Promise<void> {
    return this.signUp.request(input, language);
  }

  @Post('confirm')
  @HttpCode(200)
  @RespondsWith('Creates the organisation and its owner, and signs them in.', {
    name: 'SignedIn',
    schema: signedInSchema,
  })
  @Problems('invalid_link', 'conflict')
  async confirm(
    @Body() { token, password }: ConfirmSignUpDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedIn> {
    return this.sessionResponse.issue(request, reply, await this.signUp.confirm(token, password, originOf(request)));
  }
}
