import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsString } from 'class-validator';
import { IsLine } from '../../http/fields.js';

export class CreateApiKeyDto {
  @IsString()
  @IsLine(120)
  name!: string;

  /** Domains that the key may publish to. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ArrayUnique()
  @IsString({ each: true, message: 'must be names of domains' })
  domains!: string[];
}
