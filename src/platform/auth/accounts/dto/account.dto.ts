import { userFields } from '@bellhop/hotel';
import { IsString, MaxLength, MinLength } from 'class-validator';
import { MaxCharacters, MayBeAbsent } from '../../../http/fields.js';
import { Field } from '../../../http/request-fields.js';
import { MAX_PASSWORD_CHARACTERS, MIN_PASSWORD_CHARACTERS } from '../../password-rule.js';

/** A new password. Whether it is easy to guess is checked later, together with the account's names. */
const IsNewPassword = (): PropertyDecorator => (target, name) => {
  IsString()(target, name);
  MinLength(MIN_PASSWORD_CHARACTERS)(target, name);
  MaxCharacters(MAX_PASSWORD_CHARACTERS)(target, name);
};

/** The `#token=` of a mailed link. A malformed one is treated as expired. */
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
  /** The password of the sign-up. Someone who follows a link that a stranger requested does not know it. */
  @IsString()
  @MaxLength(MAX_PASSWORD_CHARACTERS)
  password!: string;
}

export class AcceptInvitationDto extends LinkDto {
  @IsNewPassword()
  password!: string;

  /** Replaces the name that the inviter entered. */
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
