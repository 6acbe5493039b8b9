import { resolve } from 'node:path';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { Environment } from './environment.js';
import type { Settings } from './settings.js';
import { StartupError } from './startup-error.js';

/** Never repeated in a message. */
const SECRETS: ReadonlySet<string> = new Set(['JWT_SECRET', 'DATABASE_URL', 'REDIS_URL', 'METRICS_TOKEN']);
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
  const dataDir = resolve(environment.DATA_DIR);
  return {
    port: environment.PORT,
    host: environment.HOST,
    database:
      url === undefined
        ? { kind: 'embedded', directory: dataDir }
        : { kind: 'postgres', url, poolSize: environment.DATABASE_POOL_SIZE },
    jwtSecret,
    dataDir: url === undefined ? dataDir : undefined,
    metricsToken: environment.METRICS_TOKEN,
    legacyEvents: domainsSwitchedOn(variables, LEGACY_EVENTS),
    allowedOrigins: environment.ALLOWED_ORIGINS ?? (production ? [] : DEVELOPMENT_ORIGINS),
    demo: environment.DEMO ?? url === undefined,
    logLevel: environment.LOG_LEVEL ?? (production ? 'info' : 'warn'),
  };
}

function parse(variables: NodeJS.ProcessEnv): Environment {
  const known = Object.keys(new Environment());
  const optional = [
    'DATABASE_URL',
    'JWT_SECRET',
    'ALLOWED_ORIGINS',
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
