import { describe, expect, it } from '@jest/globals';
import { readSettings } from './read-settings.js';

const SECRET = 'V2hhdCBhIGxvdmVseSByYW5kb20gc2VjcmV0IQ';
const POSTGRES = 'postgres://bellhop:pass@db:5432/bellhop';

describe('readSettings', () => {
  it('needs no variables', () => {
    expect(readSettings({})).toMatchObject({
      port: 4000,
      host: '127.0.0.1',
      database: { kind: 'embedded', directory: expect.stringMatching(/\.data$/) },
      jwtSecret: undefined,
      allowedOrigins: ['http://localhost:5173'],
      demo: true,
      logLevel: 'warn',
    });
  });

  it('requires a secret with PostgreSQL, and writes no demo data there', () => {
    expect(readSettings({ DATABASE_URL: POSTGRES, JWT_SECRET: SECRET })).toMatchObject({
      database: { kind: 'postgres', url: POSTGRES, poolSize: 10, preparedStatements: true },
      dataDir: undefined,
      demo: false,
    });
    expect(() => readSettings({ DATABASE_URL: POSTGRES })).toThrow(/JWT_SECRET is not set/);
    const pooled = { DATABASE_URL: POSTGRES, JWT_SECRET: SECRET, DATABASE_PREPARED_STATEMENTS: 'off' };
    expect(readSettings(pooled)).toMatchObject({ database: { preparedStatements: false } });
  });

  it('switches on the legacy polling path for each domain', () => {
    const settings = readSettings({
      ENABLE_LEGACY_TASKS_EVENTS: 'true',
      ENABLE_LEGACY_ROOM_SERVICE_EVENTS: 'true',
      ENABLE_LEGACY_FINANCE_EVENTS: 'false',
      ENABLE_LEGACY_STAFF_EVENTS: '',
    });
    expect([...settings.legacyEvents].sort()).toEqual(['room-service', 'tasks']);
    expect(() => readSettings({ ENABLE_LEGACY_TASKS_EVENTS: 'yes' })).toThrow(
      'ENABLE_LEGACY_TASKS_EVENTS=yes is not usable: it must be true or false.',
    );
  });

  it('never repeats the metrics token', () => {
    expect(readSettings({ METRICS_TOKEN: SECRET }).metricsToken).toBe(SECRET);
    expect(() => readSettings({ METRICS_TOKEN: 'short' })).toThrow(/^METRICS_TOKEN is not usable: it must be 16 bytes/);
  });

  it('allows no other origins in production by default', () => {
    expect(readSettings({ NODE_ENV: 'production' }).allowedOrigins).toEqual([]);
    expect(
      readSettings({ NODE_ENV: 'production', ALLOWED_ORIGINS: 'https://a.example, https://b.example:8443' }),
    ).toMatchObject({ allowedOrigins: ['https://a.example', 'https://b.example:8443'], logLevel: 'info' });
  });

  it('never creates demo logins in production', () => {
    expect(readSettings({ NODE_ENV: 'production' })).toMatchObject({ production: true, demo: false });
    expect(readSettings({ NODE_ENV: 'production', DEMO: 'false' }).demo).toBe(false);
    expect(() => readSettings({ NODE_ENV: 'production', DEMO: 'true' })).toThrow(
      /^DEMO=true is not usable in production: .* password/,
    );
    expect(readSettings({ NODE_ENV: 'test' })).toMatchObject({ production: false, demo: true });
  });

  it.each([
    ['PUBLIC_URL', 'http://bellhop.example'],
    ['ALLOWED_ORIGINS', 'http://a.example'],
    ['ALLOWED_ORIGINS', 'https://a.example,http://localhost:5173'],
  ])('refuses an unencrypted origin in production: %s=%s', (name, value) => {
    expect(readSettings({ [name]: value })).toBeDefined();
    expect(() => readSettings({ [name]: value, NODE_ENV: 'production' })).toThrow(
      new RegExp(`^${name}=http://.* is not usable in production: .* https://`),
    );
  });

  it('treats an empty variable as unset', () => {
    expect(readSettings({ PORT: '', DATABASE_URL: '', DEMO: '' })).toMatchObject({ port: 4000, demo: true });
  });

  it('limits requests by default, and always in production', () => {
    expect(readSettings({})).toMatchObject({
      rateLimit: true,
      rateLimitFactor: 1,
      maxStreamsPerUser: 20,
      maxStreamsPerOrg: 5_000,
      maxConnections: 20_000,
      maxConnectionsPerAddress: 2_000,
    });
    expect(readSettings({ RATE_LIMIT: 'off' }).rateLimit).toBe(false);
    expect(() => readSettings({ RATE_LIMIT: 'off', NODE_ENV: 'production' })).toThrow(
      /^RATE_LIMIT=off is not usable in production/,
    );
    expect(
      readSettings({
        NODE_ENV: 'production',
        RATE_LIMIT_FACTOR: '50',
        REALTIME_MAX_STREAMS_PER_USER: '8',
        REALTIME_MAX_STREAMS_PER_ORG: '70',
      }),
    ).toMatchObject({ rateLimit: true, rateLimitFactor: 50, maxStreamsPerUser: 8, maxStreamsPerOrg: 70 });
  });

  it('prints mail in development, sends it with SMTP_URL, and never prints it in production', () => {
    expect(readSettings({})).toMatchObject({ mail: { kind: 'console' }, publicUrl: 'http://localhost:4000' });
    expect(readSettings({ NODE_ENV: 'production' }).mail).toEqual({ kind: 'none' });
    const SMTP_URL = 'smtps://user:pass@mail.example:465';
    const PUBLIC_URL = 'https://bellhop.example';
    expect(readSettings({ SMTP_URL, PUBLIC_URL, NODE_ENV: 'production' })).toMatchObject({
      publicUrl: PUBLIC_URL,
      mail: { kind: 'smtp', url: SMTP_URL, from: 'Bellhop <bellhop@bellhop.example>' },
    });
    expect(readSettings({ SMTP_URL, MAIL_FROM: 'Front desk <desk@hotel.example>' }).mail).toMatchObject({
      from: 'Front desk <desk@hotel.example>',
    });
    expect(() => readSettings({ SMTP_URL, NODE_ENV: 'production' })).toThrow(/^PUBLIC_URL is not set/);
    expect(() => readSettings({ SMTP_URL: 'http://user:hunter2@mail' })).toThrow(/^SMTP_URL is not(?!.*hunter2)/);
  });

  it('writes streams natively by default', () => {
    expect(readSettings({}).nativeWrites).toBe(true);
    expect(readSettings({ REALTIME_NATIVE_WRITES: 'off' }).nativeWrites).toBe(false);
  });

  it('keeps the activity log for 400 days by default', () => {
    expect(readSettings({}).activityDays).toBe(400);
    expect(readSettings({ ACTIVITY_DAYS: '30' }).activityDays).toBe(30);
  });

  it('trusts no proxy by default', () => {
    expect(readSettings({}).trustedProxies).toEqual([]);
    expect(readSettings({ TRUST_PROXY: 'loopback, 10.0.0.0/8,fd00::/8,192.0.2.1' }).trustedProxies).toEqual([
      'loopback',
      '10.0.0.0/8',
      'fd00::/8',
      '192.0.2.1',
    ]);
  });

  it.each([
    ['PUBLIC_URL', 'https://bellhop.example/app'],
    ['PUBLIC_URL', 'bellhop.example'],
    ['MAIL_FROM', 'nobody'],
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', '1'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['TRUST_PROXY', '0.0.0.0/0'],
    ['RATE_LIMIT', 'maybe'],
    ['RATE_LIMIT_FACTOR', '0'],
    ['RATE_LIMIT_FACTOR', '1.5'],
    ['REALTIME_MAX_STREAMS_PER_USER', '0'],
    ['REALTIME_MAX_STREAMS_PER_ORG', '-1'],
    ['MAX_CONNECTIONS', '9'],
    ['MAX_CONNECTIONS_PER_ADDRESS', '0'],
    ['ACTIVITY_DAYS', '29'],
    ['REALTIME_NATIVE_WRITES', 'maybe'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['PORT', '0x50'],
    ['HOST', 'a b'],
    ['DATABASE_URL', 'mysql://db'],
    ['DATABASE_POOL_SIZE', '1'],
    ['DATABASE_PREPARED_STATEMENTS', 'no'],
    ['JWT_SECRET', SECRET.slice(0, 31)],
    ['JWT_SECRET', 'x'.repeat(64)],
    ['METRICS_TOKEN', 'x'.repeat(64)],
    ['ALLOWED_ORIGINS', 'https://a.example/path'],
    ['ALLOWED_ORIGINS', '*'],
    ['DEMO', '1'],
    ['LOG_LEVEL', 'verbose'],
    ['REDIS_URL', 'redis://cache'],
    ['NODE_ENV', 'prod'],
  ])('refuses %s=%s and names the variable', (name, value) => {
    expect(() => readSettings({ [name]: value })).toThrow(new RegExp(`^${name}\\b.* is not usable: it must be `));
  });

  it('names all invalid variables at once, each once', () => {
    const refused = () =>
      readSettings({
        PORT: '80.5',
        ALLOWED_ORIGINS: '*,localhost',
        JWT_SECRET: 'hunter2',
        ENABLE_LEGACY_TASKS_EVENTS: '1',
      });
    expect(refused).toThrow(
      [
        'PORT=80.5 is not usable: it must be a whole number from 0 (any free port) to 65535.',
        'JWT_SECRET is not usable: it must be 32 bytes or longer and random, not a few characters repeated: openssl rand -base64 48.',
        'ALLOWED_ORIGINS=*,localhost is not usable: it must be a comma-separated list of origins, such as https://app.example.com.',
        'ENABLE_LEGACY_TASKS_EVENTS=1 is not usable: it must be true or false.',
      ].join('\n'),
    );
  });

  it.each([/^JWT_SECRET is not set/m, /^RATE_LIMIT=off is/m, /^DEMO=true is/m, /^PUBLIC_URL=http:/m])(
    'names all contradictions at once: %s',
    (sentence) => {
      const variables = {
        DATABASE_URL: POSTGRES,
        RATE_LIMIT: 'off',
        DEMO: 'true',
        PUBLIC_URL: 'http://bellhop.example',
      };
      expect(() => readSettings({ ...variables, NODE_ENV: 'production' })).toThrow(sentence);
    },
  );

  it.each(['DATABASE_URL', 'JWT_SECRET', 'METRICS_TOKEN', 'SMTP_URL', 'REDIS_URL'])('never repeats %s', (name) => {
    expect(() => readSettings({ [name]: 'hunter2' })).toThrow(new RegExp(`^${name} is not usable(?!.*hunter2)`));
  });
});
