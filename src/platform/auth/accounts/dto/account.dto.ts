import { userFields } from '@bellhop/hotel';
import { IsString, MaxLength, MinLength } from 'class-validator';
import { MaxCharacters, MayBeAbsent } from '../../../http/fields.js';
import { Field } from '../../../http/request-fields.js';
import { MAX_PASSWORD_CHARACTERS, MIN_PASSWORD_CHARACTERS } from '../../password-rule.js';

/** A password to be: what makes it easy to guess is looked at later, beside the account's names. */
const IsNewPassword = (): PropertyDecorator => (target, name) => {
  IsString()(target, name);
  MinLength(MIN_PASSWORD_CHARACTERS)(target, name);
  MaxCharacters(MAX_PASSWORD_CHARACTERS)(target, name);
};

/** What stands behind `#token=` in a link that was mailed. One that cannot be is one that is not valid any more. */
const IsLinkToken = (): PropertyDecorator => (target, name) => {
  IsString()(target, name);
  MaxLength(256)(target, name);
};

export class SignUpDto {
  @Field(userFields.name)
  orgName!: string;

  @Field(userFields.name)
  name!: string;

  @Field(userFields.email)
  email!: string;

  @IsNewPassword()
  password!: string;
}

export class LinkDto {
  @IsLinkToken()
  token!: string;
}

export class ConfirmSignUpDto extends LinkDto {
  /** The one that the sign-up was made with: whoever follows a link that a stranger asked for does not know it. */
  @IsString()
  @MaxLength(MAX_PASSWORD_CHARACTERS)
  password!: string;
}

export class AcceptInvitationDto extends LinkDto {
  @IsNewPassword()
  password!: string;

  /** In the place of the one that whoever invited has typed. */
  @MayBeAbsent()
  @Field(userFields.name)
  name?: string;
}

export class ChangePasswordDto {
  @IsString()
  @MaxLength(MAX_PASSWORD_CHARACTERS)
  currentPassword!: string;

  @IsNewPassword()
  newPassword!: string;
}

export class RequestPasswordResetDto {
  @Field(userFields.email)
  email!: string;
}

export class ResetPasswordDto extends LinkDto {
  @IsNewPassword()
  newPassword!: string;
}
