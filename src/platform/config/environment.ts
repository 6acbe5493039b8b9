import { Transform } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  type ValidationOptions,
} from 'class-validator';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const SECRET_BYTES = 32;
const METRICS_TOKEN_BYTES = 16;

const toInteger = () =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value,
  );
const toBoolean = () =>
  Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value));
const toList = () =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string'
      ? value
          .split(',')
          .map((part) => part.trim())
          .filter((part) => part !== '')
      : value,
  );

const isOrigin = (value: unknown): boolean =>
  typeof value === 'string' && /^https?:$/.test(URL.parse(value)?.protocol ?? '') && URL.parse(value)?.origin === value;

const IsOrigin = (options: ValidationOptions): PropertyDecorator =>
  ValidateBy({ name: 'isOrigin', validator: { validate: isOrigin } }, options);

const HasBytes = (bytes: number, options: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'hasBytes',
      validator: { validate: (value) => typeof value === 'string' && Buffer.byteLength(value) >= bytes },
    },
    options,
  );

const PORT = 'a whole number from 0 (any free port) to 65535';
const POOL = 'a whole number from 2 to 500';

/** The environment variables the server knows. Each message completes the sentence "… is not usable: it must be …". */
export class Environment {
  @toInteger()
  @IsInt({ message: PORT })
  @Min(0, { message: PORT })
  @Max(65_535, { message: PORT })
  PORT = 4000;

  @Matches(/^[0-9A-Za-z.:_-]{1,253}$/, {
    message: 'an address or host name to listen on, such as 127.0.0.1 (this machine only) or 0.0.0.0 (every network)',
  })
  HOST = '127.0.0.1';

  @IsOptional()
  @IsUrl(
    { protocols: ['postgres', 'postgresql'], require_protocol: true, require_tld: false },
    { message: 'a PostgreSQL address: postgres://user:password@host:5432/database' },
  )
  DATABASE_URL?: string;

  @toInteger()
  @IsInt({ message: POOL })
  @Min(2, { message: POOL })
  @Max(500, { message: POOL })
  DATABASE_POOL_SIZE = 10;

  @IsString()
  @MaxLength(1024, { message: 'the path of a directory' })
  DATA_DIR = './.data';

  @IsOptional()
  @HasBytes(SECRET_BYTES, { message: `${SECRET_BYTES} bytes or longer: openssl rand -base64 48` })
  JWT_SECRET?: string;

  @IsOptional()
  @toList()
  @IsOrigin({ each: true, message: 'a comma-separated list of origins, such as https://app.example.com' })
  ALLOWED_ORIGINS?: string[];

  @IsOptional()
  @HasBytes(METRICS_TOKEN_BYTES, { message: `${METRICS_TOKEN_BYTES} bytes or longer: openssl rand -base64 32` })
  METRICS_TOKEN?: string;

  @IsOptional()
  @toBoolean()
  @IsBoolean({ message: 'true or false' })
  DEMO?: boolean;

  @IsOptional()
  @IsIn(LOG_LEVELS, { message: `one of ${LOG_LEVELS.join(', ')}` })
  LOG_LEVEL?: (typeof LOG_LEVELS)[number];

  @IsOptional()
  @IsIn([], { message: 'left out: this version runs as one instance and does not use Redis' })
  REDIS_URL?: string;

  @IsOptional()
  @IsIn(['development', 'test', 'production'], { message: 'development, test or production' })
  NODE_ENV?: string;
}
