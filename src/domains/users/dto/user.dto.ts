import { type Role, ROLES } from '@bellhop/hotel';
import { ArrayMaxSize, ArrayUnique, IsArray, IsBoolean, IsIn, IsString, IsUUID } from 'class-validator';
import { IsEmailAddress, IsLine, MayBeAbsent } from '../../../platform/http/fields.js';

/** More than any group has, and still a small statement. */
const MAX_PROPERTIES = 1_000;

export class InviteUserDto {
  @IsEmailAddress()
  email!: string;

  @IsString()
  @IsLine(120)
  name!: string;

  @IsIn(ROLES)
  role!: Role;

  /** Sees every property, those to come included. An owner always does. */
  @MayBeAbsent()
  @IsBoolean()
  allProperties?: boolean;

  /** What they see where it is not every property. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(MAX_PROPERTIES)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  propertyIds?: string[];
}

export class ChangeUserDto {
  @MayBeAbsent()
  @IsString()
  @IsLine(120)
  name?: string;

  @MayBeAbsent()
  @IsIn(ROLES)
  role?: Role;

  /** True: every property. False has to come with `propertyIds`, unless they see only some already. */
  @MayBeAbsent()
  @IsBoolean()
  allProperties?: boolean;

  /** All that they see from now on. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(MAX_PROPERTIES)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  propertyIds?: string[];

  /** A disabled user is signed out everywhere and cannot sign in. */
  @MayBeAbsent()
  @IsBoolean()
  disabled?: boolean;
}
