import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsInt, IsString, Max, Min, ValidateNested } from 'class-validator';
import { MaxCharacters, MayBeAbsent } from '../../http/fields.js';

export const CLIENT_EVENT_TYPES = ['fast_empty', 'leader_acquired', 'leader_takeover', 'subscribe_error'] as const;
export type ClientEventType = (typeof CLIENT_EVENT_TYPES)[number];

const MAX_EVENTS = 100;
/** The largest time value of `Date`. */
const MAX_TIME_MS = 8_640_000_000_000_000;

/** An observation of a browser about its own connection. */
export class ClientEventDto {
  @IsIn(CLIENT_EVENT_TYPES)
  type!: ClientEventType;

  /** Time by the client's clock, in Unix milliseconds. */
  @IsInt()
  @Min(0)
  @Max(MAX_TIME_MS)
  at!: number;

  /** More detail, such as an error's status. Never a name, a token or a payload. */
  @MayBeAbsent()
  @IsString()
  @MaxCharacters(200)
  detail?: string;
}

export class ClientEventsDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_EVENTS)
  @ValidateNested({ each: true })
  @Type(() => ClientEventDto)
  @ApiProperty({ type: [ClientEventDto] })
  events!: ClientEventDto[];
}
