import { isEmail, isIP, isURL } from 'class-validator';
import { z } from 'zod';
import { canBeSecret } from './secret.js';

/** How messages describe a variable. */
interface About {
  /** Completes the sentence "… is not usable: it must be …". */
  readonly expected: string;
  /** Whether messages must not repeat the value. */
  readonly secret?: true;
}

const about = z.registry<About>();

const integer = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine((value) => value >= least && value <= most);
const onOff = z.stringbool({ truthy: ['on'], falsy: ['off'], case: 'sensitive' });
const trueFalse = z.stringbool({ truthy: ['true'], falsy: ['false'], case: 'sensitive' });
const secret = (bytes: number) => z.string().refine((value) => canBeSecret(value, bytes));
const address = (...protocols: string[]) =>
  z.string().refine((value) => isURL(value, { protocols, require_protocol: true, require_tld: false }));
const origin = z.string().refine((value) => {
  const url = URL.parse(value);
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === value;
});
const commaSeparated = <T extends z.ZodType<string, string>>(item: T) =>
  z
    .string()
    .transform((text) => text.split(',').flatMap((part) => part.trim() || []))
    .pipe(z.array(item));

/** `10.0.0.0/8`, an address, or a name known to proxy-addr. */
const proxy = z.string().refine((value) => {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(value)) return true;
  const [host, bits, ...rest] = value.split('/');
  const width = isIP(host, '4') ? 32 : isIP(host, '6') ? 128 : undefined;
  if (width === undefined || rest.length > 0) return false;
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= width);
});

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const NODE_ENVS = ['development', 'test', 'production'] as const;

const ON_OFF: About = { expected: 'on or off' };
const TRUE_FALSE: About = { expected: 'true or false' };
const STREAMS: About = { expected: 'a whole number from 1 to 1000000' };
const CONNECTIONS: About = { expected: 'a whole number from 10 to 1000000' };
const random = (bytes: number, command: string): About => ({
  expected: `${bytes} bytes or longer and random, not a few characters repeated: ${command}`,
  secret: true,
});

/** The environment variables that the server reads, with the defaults that depend on no other variable. */
export const environmentSchema = z.object({
  PORT: integer(0, 65_535)
    .default(4000)
    .register(about, { expected: 'a whole number from 0 (any free port) to 65535' }),
  HOST: z
    .string()
    .regex(/^[0-9A-Za-z.:_-]{1,253}$/)
    .default('127.0.0.1')
    .register(about, {
      expected:
        'an address or host name to listen on, such as 127.0.0.1 (this machine only) or 0.0.0.0 (every network)',
    }),
  DATABASE_URL: address('postgres', 'postgresql').optional().register(about, {
    expected: 'a PostgreSQL address: postgres://user:password@host:5432/database',
    secret: true,
  }),
  DATABASE_POOL_SIZE: integer(2, 500).default(10).register(about, { expected: 'a whole number from 2 to 500' }),
  DATABASE_PREPARED_STATEMENTS: onOff.default(true).register(about, ON_OFF),
  DATA_DIR: z.string().max(1024).default('./.data').register(about, { expected: 'the path of a directory' }),
  JWT_SECRET: secret(32).optional().register(about, random(32, 'openssl rand -base64 48')),
  ALLOWED_ORIGINS: commaSeparated(origin)
    .optional()
    .register(about, { expected: 'a comma-separated list of origins, such as https://app.example.com' }),
  PUBLIC_URL: origin.optional().register(about, { expected: 'an origin, such as https://bellhop.example.com' }),
  SMTP_URL: address('smtp', 'smtps').optional().register(about, {
    expected: 'the address of a mail server: smtps://user:password@mail.example.com:465',
    secret: true,
  }),
  MAIL_FROM: z
    .string()
    .refine((value) => isEmail(value, { allow_display_name: true, require_tld: false }))
    .optional()
    .register(about, { expected: 'a sender: Bellhop <bellhop@example.com>' }),
  TRUST_PROXY: commaSeparated(proxy).default([]).register(about, {
    expected:
      'a comma-separated list of addresses and networks, such as 10.0.0.0/8, or loopback, linklocal, uniquelocal',
  }),
  METRICS_TOKEN: secret(16).optional().register(about, random(16, 'openssl rand -base64 32')),
  DEMO: trueFalse.optional().register(about, TRUE_FALSE),
  LOG_LEVEL: z
    .enum(LOG_LEVELS)
    .optional()
    .register(about, { expected: `one of ${LOG_LEVELS.join(', ')}` }),
  REDIS_URL: z.never().optional().register(about, {
    expected: 'left out: this version runs as one instance and does not use Redis',
    secret: true,
  }),
  RATE_LIMIT: onOff.default(true).register(about, ON_OFF),
  RATE_LIMIT_FACTOR: integer(1, 1_000_000).default(1).register(about, { expected: 'a whole number from 1 to 1000000' }),
  REALTIME_MAX_STREAMS_PER_USER: integer(1, 1_000_000).default(20).register(about, STREAMS),
  REALTIME_MAX_STREAMS_PER_ORG: integer(1, 1_000_000).default(5_000).register(about, STREAMS),
  MAX_CONNECTIONS: integer(10, 1_000_000).default(20_000).register(about, CONNECTIONS),
  MAX_CONNECTIONS_PER_ADDRESS: integer(10, 1_000_000).default(2_000).register(about, CONNECTIONS),
  ACTIVITY_DAYS: integer(30, 36_500).default(400).register(about, { expected: 'a whole number from 30 to 36500' }),
  REALTIME_NATIVE_WRITES: onOff.default(true).register(about, ON_OFF),
  NODE_ENV: z.enum(NODE_ENVS).optional().register(about, { expected: 'development, test or production' }),
});

export type Environment = z.infer<typeof environmentSchema>;

/** One variable per domain, named by the capture group (`ROOM_SERVICE`). The modules define which domains exist. */
const LEGACY_EVENTS = /^ENABLE_LEGACY_([A-Z][A-Z0-9_]*)_EVENTS$/;
const legacySwitch = trueFalse.register(about, TRUE_FALSE);
const legacySchema = z.record(z.string(), legacySwitch);

/** The settings read, or one sentence per invalid variable. */
export type Reading =
  | { readonly environment: Environment; readonly legacyEvents: ReadonlySet<string>; readonly problems?: undefined }
  | { readonly problems: readonly string[] };

/** Reads the server's environment variables. An empty one counts as unset. */
export function readEnvironment(variables: NodeJS.ProcessEnv): Reading {
  const given = Object.entries(variables).filter(([, value]) => value !== undefined && value !== '');
  const known = environmentSchema.safeParse(Object.fromEntries(given));
  const legacy = legacySchema.safeParse(Object.fromEntries(given.filter(([name]) => LEGACY_EVENTS.test(name))));
  if (known.success && legacy.success) {
    return { environment: known.data, legacyEvents: domainsSwitchedOn(legacy.data) };
  }
  // A list has one issue per invalid item.
  const wrong = new Set([known, legacy].flatMap(({ error }) => error?.issues.map(({ path }) => String(path[0])) ?? []));
  return { problems: [...wrong].map((name) => problemOf(name, variables[name])) };
}

function problemOf(name: string, value: string | undefined): string {
  const schemas: Readonly<Record<string, z.ZodType>> = environmentSchema.shape;
  const said = about.get(schemas[name] ?? legacySwitch);
  const printed = said && !said.secret ? `${name}=${value}` : name;
  return `${printed} is not usable${said ? `: it must be ${said.expected}` : ''}.`;
}

/** Domains whose variable is `true`, as spelled in paths (`room-service`). */
const domainsSwitchedOn = (switches: Readonly<Record<string, boolean>>): ReadonlySet<string> =>
  new Set(
    Object.entries(switches).flatMap(([name, on]) =>
      on ? (LEGACY_EVENTS.exec(name)?.[1]?.toLowerCase().replaceAll('_', '-') ?? []) : [],
    ),
  );
