import { resolve } from 'node:path';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { Environment } from './environment.js';
import type { Settings } from './settings.js';
import { StartupError } from './startup-error.js';

/** Never repeated in a message. */
const SECRETS: ReadonlySet<string> = new Set(['JWT_SECRET', 'DATABASE_URL', 'REDIS_URL', 'METRICS_TOKEN', 'SMTP_URL']);
/** One variable per domain; which domains there are, their modules tell. */
const LEGACY_EVENTS = /^ENABLE_LEGACY_([A-Z][A-Z0-9_]*)_EVENTS$/;
const DEVELOPMENT_ORIGINS = ['http://localhost:5173'];

/**
 * Reads the settings from environment variables; an empty variable counts as one that is not set.
 * @throws StartupError naming the variable, its value unless that is a secret, and what is allowed
 */
export function readSettings(variables: NodeJS.ProcessEnv): Settings {
  const environment = parse(variables);
  const production = environment.NODE_ENV === 'production';
  const { DATABASE_URL: url, JWT_SECRET: jwtSecret } = environment;
  if (url !== undefined && jwtSecret === undefined) {
    throw new StartupError(
      'JWT_SECRET is not set: with DATABASE_URL it is required, so that every instance accepts the same tokens. ' +
        'Make one with: openssl rand -base64 48',
    );
  }
  if (production) requireSafeForProduction(environment);
  const publicUrl = publicUrlOf(environment, production);
  const dataDir = resolve(environment.DATA_DIR);
  return {
    port: environment.PORT,
    host: environment.HOST,
    database:
      url === undefined
        ? { kind: 'embedded', directory: dataDir }
        : {
            kind: 'postgres',
            url,
            poolSize: environment.DATABASE_POOL_SIZE,
            preparedStatements: environment.DATABASE_PREPARED_STATEMENTS === 'on',
          },
    jwtSecret,
    dataDir: url === undefined ? dataDir : undefined,
    publicUrl,
    mail: mailOf(environment, publicUrl, production),
    trustedProxies: environment.TRUST_PROXY ?? [],
    metricsToken: environment.METRICS_TOKEN,
    legacyEvents: domainsSwitchedOn(variables, LEGACY_EVENTS),
    allowedOrigins: environment.ALLOWED_ORIGINS ?? (production ? [] : DEVELOPMENT_ORIGINS),
    production,
    demo: environment.DEMO ?? (url === undefined && !production),
    rateLimit: environment.RATE_LIMIT === 'on',
    rateLimitFactor: environment.RATE_LIMIT_FACTOR,
    maxStreamsPerUser: environment.REALTIME_MAX_STREAMS_PER_USER,
    maxStreamsPerOrg: environment.REALTIME_MAX_STREAMS_PER_ORG,
    maxConnections: environment.MAX_CONNECTIONS,
    maxConnectionsPerAddress: environment.MAX_CONNECTIONS_PER_ADDRESS,
    nativeWrites: environment.REALTIME_NATIVE_WRITES === 'on',
    logLevel: environment.LOG_LEVEL ?? (production ? 'info' : 'warn'),
  };
}

/** @throws StartupError for what only a server that nobody else can reach may have */
function requireSafeForProduction({ RATE_LIMIT, DEMO, PUBLIC_URL, ALLOWED_ORIGINS = [] }: Environment): void {
  if (RATE_LIMIT === 'off') {
    throw new StartupError(
      'RATE_LIMIT=off is not usable in production: passwords could be guessed without end. ' +
        'Raise the other limits with RATE_LIMIT_FACTOR.',
    );
  }
  if (DEMO === true) {
    throw new StartupError(
      'DEMO=true is not usable in production: everybody knows the password of the demo logins. ' +
        'Leave DEMO out, or start without NODE_ENV=production.',
    );
  }
  for (const [name, origins] of Object.entries({ PUBLIC_URL: [PUBLIC_URL ?? ''], ALLOWED_ORIGINS })) {
    const plain = origins.find((origin) => origin.startsWith('http:'));
    if (plain === undefined) continue;
    throw new StartupError(
      `${name}=${plain} is not usable in production: passwords and sessions would go over the network unencrypted. ` +
        `Set it to an https origin, such as ${plain.replace('http:', 'https:')}`,
    );
  }
}

/** @throws StartupError where mails would lead people to a machine that is not theirs */
function publicUrlOf({ PUBLIC_URL, SMTP_URL, PORT }: Environment, production: boolean): string {
  if (PUBLIC_URL === undefined && SMTP_URL !== undefined && production) {
    throw new StartupError(
      'PUBLIC_URL is not set: with SMTP_URL it is required, so that links in mails lead here. ' +
        'Set it to where people open Bellhop, such as https://bellhop.example.com',
    );
  }
  return PUBLIC_URL ?? `http://localhost:${PORT}`;
}

function mailOf({ SMTP_URL, MAIL_FROM }: Environment, publicUrl: string, production: boolean): Settings['mail'] {
  if (SMTP_URL === undefined) return { kind: production ? 'none' : 'console' };
  return { kind: 'smtp', url: SMTP_URL, from: MAIL_FROM ?? `Bellhop <bellhop@${new URL(publicUrl).hostname}>` };
}

function parse(variables: NodeJS.ProcessEnv): Environment {
  const known = Object.keys(new Environment());
  const optional = [
    'DATABASE_URL',
    'JWT_SECRET',
    'ALLOWED_ORIGINS',
    'PUBLIC_URL',
    'SMTP_URL',
    'MAIL_FROM',
    'TRUST_PROXY',
    'METRICS_TOKEN',
    'DEMO',
    'LOG_LEVEL',
    'REDIS_URL',
    'NODE_ENV',
  ];
  const given = Object.fromEntries(
    [...known, ...optional].flatMap((name) => (variables[name] ? [[name, variables[name]]] : [])),
  );
  const environment = plainToInstance(Environment, given);
  const problems = validateSync(environment).map(({ property, constraints }) => {
    const shown = SECRETS.has(property) ? property : `${property}=${variables[property]}`;
    return `${shown} is not usable: it must be ${Object.values(constraints ?? {})[0]}.`;
  });
  if (problems.length > 0) throw new StartupError(problems.join('\n'));
  return environment;
}

/**
 * Domains, as their paths spell them, whose variable is `true`.
 * @param variable its first group is the domain: `ROOM_SERVICE` for `room-service`
 */
function domainsSwitchedOn(variables: NodeJS.ProcessEnv, variable: RegExp): ReadonlySet<string> {
  const domains = new Set<string>();
  for (const [name, value] of Object.entries(variables)) {
    const domain = variable.exec(name)?.[1]?.toLowerCase().replaceAll('_', '-');
    if (domain === undefined || value === undefined || value === '' || value === 'false') continue;
    if (value !== 'true') throw new StartupError(`${name}=${value} is not usable: it must be true or false.`);
    domains.add(domain);
  }
  return domains;
}
