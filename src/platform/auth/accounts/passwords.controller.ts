import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Public } from '../../access/access.decorators.js';
import { CurrentPrincipal, type Principal } from '../../access/principal.js';
import { CurrentOrigin, type RequestOrigin } from '../../audit/request-origin.js';
import { RespondsWith, Problems } from '../../openapi/responses.js';
import { ChangePasswordDto, RequestPasswordResetDto, ResetPasswordDto } from './dto/account.dto.js';
import { PasswordChanges } from './password-changes.js';

@Controller('auth')
export class PasswordsController {
  constructor(private readonly passwords: PasswordChanges) {}

  @Post('password')
  @HttpCode(204)
  @RespondsWith('Changes the password and ends the user’s other sessions.')
  change(
    @CurrentPrincipal() principal: Principal,
    @Body() input: ChangePasswordDto,
    @CurrentOrigin() { address }: RequestOrigin,
  ): Promise<void> {
    return this.passwords.change(principal, input, address);
  }

  @Post('password-reset')
  @Public()
  @HttpCode(202)
  @RespondsWith(
    'Mails a link to choose a new password. The response does not reveal whether the address has an account.',
  )
  requestReset(@Body() { email }: RequestPasswordResetDto, @CurrentOrigin() { language }: RequestOrigin): void {
    this.passwords.requestReset(email, language);
  }

  @Post('password-reset/confirm')
  @Public()
  @HttpCode(204)
  @RespondsWith('Sets the password and ends all sessions of the user.')
  @Problems('invalid_link')
  reset(@Body() input: ResetPasswordDto, @CurrentOrigin() { address }: RequestOrigin): Promise<void> {
    return this.passwords.reset(input, address);
  }
}
