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
  /** What a monitoring system sends as bearer to read `/metrics`. `undefined`: only this machine may. */
  readonly metricsToken: string | undefined;
  /** Domains whose old polling path answers "nothing new" instead of 410. */
  readonly legacyEvents: ReadonlySet<string>;
  /** Other origins whose pages may call this server. */
  readonly allowedOrigins: readonly string[];
  /** Fill an empty database with two hotel groups to try things with. */
  readonly demo: boolean;
  readonly logLevel: LevelWithSilent;
}

/** Injection token of {@link Settings}. */
export const SETTINGS = Symbol('settings');
