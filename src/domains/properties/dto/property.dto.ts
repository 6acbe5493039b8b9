import { IsInt, IsString, Max, Min } from 'class-validator';
import { IsCurrency, IsLine, IsTimezone, MayBeAbsent } from '../../../platform/http/fields.js';

const MAX_ROOMS = 100_000;

export class CreatePropertyDto {
  @IsString()
  @IsLine(120)
  name!: string;

  @IsString()
  @IsLine(120)
  city!: string;

  @IsTimezone()
  timezone!: string;

  @IsCurrency()
  currency!: string;

  @IsInt()
  @Min(0)
  @Max(MAX_ROOMS)
  rooms!: number;
}

export class ChangePropertyDto {
  @MayBeAbsent()
  @IsString()
  @IsLine(120)
  name?: string;

  @MayBeAbsent()
  @IsString()
  @IsLine(120)
  city?: string;

  @MayBeAbsent()
  @IsTimezone()
  timezone?: string;

  @MayBeAbsent()
  @IsCurrency()
  currency?: string;

  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(MAX_ROOMS)
  rooms?: number;
}
