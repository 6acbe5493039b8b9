import { resolve } from 'node:path';
import { type Environment, readEnvironment } from './environment.js';
import type { Settings } from './settings.js';
import { StartupError } from './startup-error.js';

const DEVELOPMENT_ORIGINS = ['http://localhost:5173'];

/**
 * Reads the settings from environment variables. An empty variable counts as unset.
 * @throws StartupError with one line per invalid variable: its name, its value unless secret, and what is allowed. If each is
 *   valid by itself, one line per contradiction between them
 */
export function readSettings(variables: NodeJS.ProcessEnv): Settings {
  const reading = readEnvironment(variables);
  if (reading.problems) throw new StartupError(reading.problems.join('\n'));
  const { environment, legacyEvents } = reading;
  const contradictions = [...missing(environment), ...unsafe(environment)];
  if (contradictions.length > 0) throw new StartupError(contradictions.join('\n'));
  const production = environment.NODE_ENV === 'production';
  const url = environment.DATABASE_URL;
  const dataDir = resolve(environment.DATA_DIR);
  const publicUrl = environment.PUBLIC_URL ?? `http://localhost:${environment.PORT}`;
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
            preparedStatements: environment.DATABASE_PREPARED_STATEMENTS,
          },
    jwtSecret: environment.JWT_SECRET,
    dataDir: url === undefined ? dataDir : undefined,
    publicUrl,
    mail: mailOf(environment, publicUrl, production),
    trustedProxies: environment.TRUST_PROXY,
    metricsToken: environment.METRICS_TOKEN,
    legacyEvents,
    allowedOrigins: environment.ALLOWED_ORIGINS ?? (production ? [] : DEVELOPMENT_ORIGINS),
    production,
    demo: environment.DEMO ?? (url === undefined && !production),
    rateLimit: environment.RATE_LIMIT,
    rateLimitFactor: environment.RATE_LIMIT_FACTOR,
    maxStreamsPerUser: environment.REALTIME_MAX_STREAMS_PER_USER,
    maxStreamsPerOrg: environment.REALTIME_MAX_STREAMS_PER_ORG,
    maxConnections: environment.MAX_CONNECTIONS,
    maxConnectionsPerAddress: environment.MAX_CONNECTIONS_PER_ADDRESS,
    activityDays: environment.ACTIVITY_DAYS,
    nativeWrites: environment.REALTIME_NATIVE_WRITES,
    logLevel: environment.LOG_LEVEL ?? (production ? 'info' : 'warn'),
  };
}

/** Variables required by others. */
function missing({ DATABASE_URL, JWT_SECRET, SMTP_URL, PUBLIC_URL, NODE_ENV }: Environment): string[] {
  const problems: string[] = [];
  if (DATABASE_URL !== undefined && JWT_SECRET === undefined) {
    problems.push(
      'JWT_SECRET is not set: with DATABASE_URL it is required, so that every instance accepts the same tokens. ' +
        'Make one with: openssl rand -base64 48',
    );
  }
  if (SMTP_URL !== undefined && PUBLIC_URL === undefined && NODE_ENV === 'production') {
    problems.push(
      'PUBLIC_URL is not set: with SMTP_URL it is required, so that links in mails point to this server. ' +
        'Set it to the address people open Bellhop at, such as https://bellhop.example.com',
    );
  }
  return problems;
}

/** Settings allowed only on a server that no one else can reach. */
function unsafe({ NODE_ENV, RATE_LIMIT, DEMO, PUBLIC_URL, ALLOWED_ORIGINS = [] }: Environment): string[] {
  if (NODE_ENV !== 'production') return [];
  const problems: string[] = [];
  if (!RATE_LIMIT) {
    problems.push(
      'RATE_LIMIT=off is not usable in production: passwords could be guessed without limit. ' +
        'Raise the other limits with RATE_LIMIT_FACTOR.',
    );
  }
  if (DEMO === true) {
    problems.push(
      'DEMO=true is not usable in production: the demo logins have a public password. ' +
        'Leave DEMO out, or start without NODE_ENV=production.',
    );
  }
  for (const [name, origins] of Object.entries({ PUBLIC_URL: [PUBLIC_URL ?? ''], ALLOWED_ORIGINS })) {
    const plain = origins.find((origin) => origin.startsWith('http:'));
    if (plain === undefined) continue;
    problems.push(
      `${name}=${plain} is not usable in production: passwords and session tokens would be sent unencrypted. ` +
        `Set it to an https origin, such as ${plain.replace('http:', 'https:')}`,
    );
  }
  return problems;
}

function mailOf({ SMTP_URL, MAIL_FROM }: Environment, publicUrl: string, production: boolean): Settings['mail'] {
  if (SMTP_URL === undefined) return { kind: production ? 'none' : 'console' };
  return { kind: 'smtp', url: SMTP_URL, from: MAIL_FROM ?? `Bellhop <bellhop@${new URL(publicUrl).hostname}>` };
}
