import type { LevelWithSilent } from 'pino';

/** Embedded PGlite, stored in `directory`. */
export interface EmbeddedDatabase {
  readonly kind: 'embedded';
  /** `undefined`: in memory, lost with the process. */
  readonly directory: string | undefined;
}

export interface PostgresDatabase {
  readonly kind: 'postgres';
  readonly url: string;
  /** Maximum number of connections. */
  readonly poolSize: number;
  /** Whether repeated statements are prepared; poolers in transaction mode may not support it. @default true */
  readonly preparedStatements?: boolean;
}

/** Sends through a mail server. */
export interface SmtpMail {
  readonly kind: 'smtp';
  /** Contains the password: never log it. */
  readonly url: string;
  /** The `From` header. */
  readonly from: string;
}

/** `console`: printed, for development. `none`: not sent. */
export interface LocalMail {
  readonly kind: 'console' | 'none';
}

/** All settings from outside, validated and complete. Read once, by {@link readSettings}. */
export interface Settings {
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
  readonly database: EmbeddedDatabase | PostgresDatabase;
  /** Key of the access tokens (HS256), at least 32 bytes. `undefined`: generated at first start and kept in `dataDir`. */
  readonly jwtSecret: string | undefined;
  /** Directory of data that must survive a restart. `undefined`: none. */
  readonly dataDir: string | undefined;
  /**
   * Origin that people open the dashboard at. Links in mails start with it, never with a request's `Host`, which an attacker
   * who requests a link for someone else could choose.
   */
  readonly publicUrl: string;
  readonly mail: SmtpMail | LocalMail;
  /** Proxies trusted to report a request's address and protocol. Empty: none. */
  readonly trustedProxies: readonly string[];
  /** Bearer token that monitoring sends to read `/metrics`. `undefined`: this machine only, and in production no one. */
  readonly metricsToken: string | undefined;
  /** Domains whose legacy polling path responds "nothing new" instead of 410. */
  readonly legacyEvents: ReadonlySet<string>;
  /** Other origins whose pages may call this server. */
  readonly allowedOrigins: readonly string[];
  /** `NODE_ENV=production`: development conveniences are off. */
  readonly production: boolean;
  /** Whether to fill an empty database with two demo hotel groups. */
  readonly demo: boolean;
  readonly logLevel: LevelWithSilent;
  /** Whether requests are counted and refused with 429 past the limits; always true in production. */
  readonly rateLimit: boolean;
  /** Multiplies the traffic limits; limits on guessing and on mail are unaffected. */
  readonly rateLimitFactor: number;
  /** Maximum concurrent streams and waiting polls per user. */
  readonly maxStreamsPerUser: number;
  /** Maximum concurrent streams per org. */
  readonly maxStreamsPerOrg: number;
  /** Maximum concurrent connections from everyone, streams included. */
  readonly maxConnections: number;
  /** Maximum concurrent connections of a client network; behind a proxy, its concurrent requests. */
  readonly maxConnectionsPerAddress: number;
  /** Days that entries of the activity log are kept. */
  readonly activityDays: number;
  /** Whether streams are written below Node's streams, where the native part could be compiled. */
  readonly nativeWrites: boolean;
}

/** Injection token of {@link Settings}. */
export const SETTINGS = Symbol('settings');
