import { Transform } from 'class-transformer';
import {
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  isIP,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  type ValidationOptions,
} from 'class-validator';
import { canBeSecret } from './secret.js';

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

const IsSecret = (bytes: number, command: string): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isSecret',
      validator: { validate: (value) => typeof value === 'string' && canBeSecret(value, bytes) },
    },
    { message: `${bytes} bytes or longer and random, not a few characters repeated: ${command}` },
  );

/** `10.0.0.0/8`, an address, or a name that proxy-addr knows. */
const isProxy = (value: unknown): boolean => {
  if (typeof value !== 'string') return false;
  if (['loopback', 'linklocal', 'uniquelocal'].includes(value)) return true;
  const [address, bits, ...rest] = value.split('/');
  const width = isIP(address, '4') ? 32 : isIP(address, '6') ? 128 : undefined;
  if (width === undefined || rest.length > 0) return false;
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= width);
};

const IsProxy = (options: ValidationOptions): PropertyDecorator =>
  ValidateBy({ name: 'isProxy', validator: { validate: isProxy } }, options);

const PORT = 'a whole number from 0 (any free port) to 65535';
const POOL = 'a whole number from 2 to 500';
const FACTOR = 'a whole number from 1 to 1000000';
const CONNECTIONS = 'a whole number from 10 to 1000000';
const STREAMS = 'a whole number from 1 to 1000000';

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

  @IsIn(['on', 'off'], { message: 'on or off' })
  DATABASE_PREPARED_STATEMENTS: 'on' | 'off' = 'on';

  @IsString()
  @MaxLength(1024, { message: 'the path of a directory' })
  DATA_DIR = './.data';

  @IsOptional()
  @IsSecret(SECRET_BYTES, 'openssl rand -base64 48')
  JWT_SECRET?: string;

  @IsOptional()
  @toList()
  @IsOrigin({ each: true, message: 'a comma-separated list of origins, such as https://app.example.com' })
  ALLOWED_ORIGINS?: string[];

  @IsOptional()
  @IsOrigin({ message: 'an origin, such as https://bellhop.example.com' })
  PUBLIC_URL?: string;

  @IsOptional()
  @IsUrl(
    { protocols: ['smtp', 'smtps'], require_protocol: true, require_tld: false },
    { message: 'the address of a mail server: smtps://user:password@mail.example.com:465' },
  )
  SMTP_URL?: string;

  @IsOptional()
  @IsEmail({ allow_display_name: true, require_tld: false }, { message: 'a sender: Bellhop <bellhop@example.com>' })
  MAIL_FROM?: string;

  @IsOptional()
  @toList()
  @IsProxy({
    each: true,
    message:
      'a comma-separated list of addresses and networks, such as 10.0.0.0/8, or loopback, linklocal, uniquelocal',
  })
  TRUST_PROXY?: string[];

  @IsOptional()
  @IsSecret(METRICS_TOKEN_BYTES, 'openssl rand -base64 32')
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

  @IsIn(['on', 'off'], { message: 'on or off' })
  RATE_LIMIT: 'on' | 'off' = 'on';

  @toInteger()
  @IsInt({ message: FACTOR })
  @Min(1, { message: FACTOR })
  @Max(1_000_000, { message: FACTOR })
  RATE_LIMIT_FACTOR = 1;

  @toInteger()
  @IsInt({ message: STREAMS })
  @Min(1, { message: STREAMS })
  @Max(1_000_000, { message: STREAMS })
  REALTIME_MAX_STREAMS_PER_USER = 20;

  @toInteger()
  @IsInt({ message: STREAMS })
  @Min(1, { message: STREAMS })
  @Max(1_000_000, { message: STREAMS })
  REALTIME_MAX_STREAMS_PER_ORG = 5_000;

  @toInteger()
  @IsInt({ message: CONNECTIONS })
  @Min(10, { message: CONNECTIONS })
  @Max(1_000_000, { message: CONNECTIONS })
  MAX_CONNECTIONS = 20_000;

  @toInteger()
  @IsInt({ message: CONNECTIONS })
  @Min(10, { message: CONNECTIONS })
  @Max(1_000_000, { message: CONNECTIONS })
  MAX_CONNECTIONS_PER_ADDRESS = 2_000;

  @IsIn(['on', 'off'], { message: 'on or off' })
  REALTIME_NATIVE_WRITES: 'on' | 'off' = 'on';

  @IsOptional()
  @IsIn(['development', 'test', 'production'], { message: 'development, test or production' })
  NODE_ENV?: string;
}
