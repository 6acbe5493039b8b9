import type { LevelWithSilent } from 'pino';

/** Embedded PGlite, kept in `directory`. */
export interface EmbeddedDatabase {
  readonly kind: 'embedded';
  /** `undefined`: in memory, gone with the process. */
  readonly directory: string | undefined;
}

export interface PostgresDatabase {
  readonly kind: 'postgres';
  readonly url: string;
  /** Connections at most. */
  readonly poolSize: number;
  /** Whether statements that come again are prepared; a pooler in transaction mode may not bear it. @default true */
  readonly preparedStatements?: boolean;
}

/** Through a mail server. */
export interface SmtpMail {
  readonly kind: 'smtp';
  /** With the password in it: not for any log. */
  readonly url: string;
  /** The sender, as the header has it. */
  readonly from: string;
}

/** `console`: printed for whoever develops. `none`: not at all. */
export interface LocalMail {
  readonly kind: 'console' | 'none';
}

/** Everything that can be set from outside, checked and complete. Read once, by {@link readSettings}. */
export interface Settings {
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
  readonly database: EmbeddedDatabase | PostgresDatabase;
  /** Key of the access tokens (HS256), 32 bytes or more. `undefined`: made at first start and kept in `dataDir`. */
  readonly jwtSecret: string | undefined;
  /** Where what must survive a restart is kept. `undefined`: nowhere. */
  readonly dataDir: string | undefined;
  /**
   * Where people open the dashboard: an origin. Links in mails begin with it, never with what a request says in `Host`,
   * which whoever asks for somebody else's link could choose.
   */
  readonly publicUrl: string;
  readonly mail: SmtpMail | LocalMail;
  /** Proxies that are believed what they say of a request's address and protocol; none: nobody is. */
  readonly trustedProxies: readonly string[];
  /** What a monitoring system sends as bearer to read `/metrics`. `undefined`: only this machine may, and in production nobody. */
  readonly metricsToken: string | undefined;
  /** Domains whose old polling path answers "nothing new" instead of 410. */
  readonly legacyEvents: ReadonlySet<string>;
  /** Other origins whose pages may call this server. */
  readonly allowedOrigins: readonly string[];
  /** `NODE_ENV=production`: what only makes trying easier is off. */
  readonly production: boolean;
  /** Fill an empty database with two hotel groups to try things with. */
  readonly demo: boolean;
  readonly logLevel: LevelWithSilent;
  /** Whether requests are counted and refused with 429 past the limits; always so in production. */
  readonly rateLimit: boolean;
  /** What the limits of traffic are multiplied with; those on guessing and on mail stay as they are. */
  readonly rateLimitFactor: number;
  /** Streams, and polls that wait, of one user at a time. */
  readonly maxStreamsPerUser: number;
  /** Streams of one org at a time. */
  readonly maxStreamsPerOrg: number;
  /** Connections at a time, whoever they are from; streams are among them. */
  readonly maxConnections: number;
  /** Connections of one client network at a time, or of one behind a proxy requests under way. */
  readonly maxConnectionsPerAddress: number;
  /** Whether streams are written below Node's streams, where that part could be compiled. */
  readonly nativeWrites: boolean;
}

/** Injection token of {@link Settings}. */
export const SETTINGS = Symbol('settings');
