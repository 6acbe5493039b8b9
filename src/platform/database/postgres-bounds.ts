/**
 * Time limits for PostgreSQL, in milliseconds. The longest that a request can wait for its transaction is `waitMs` +
 * `connectMs` + `workMs` + `probeMs` (for the rollback): less than ten seconds, then the response is 503. Locks of a vanished
 * client are released after `idleInTransactionMs`.
 */
export interface PostgresBounds {
  /** In the queue, for the org's turn and a free connection. */
  readonly waitMs: number;
  /** To establish a new connection. */
  readonly connectMs: number;
  /** For a whole transaction with its commit, or a single statement. Enforced here, because the server may be suspended. */
  readonly workMs: number;
  /** For one statement. Enforced by the server, which reports it and keeps the connection; shorter than `workMs`. */
  readonly statementMs: number;
  /** To acquire a lock. Enforced by the server. */
  readonly lockMs: number;
  /** Between two statements of a transaction. After it the server ends the transaction: the client is gone or hangs. */
  readonly idleInTransactionMs: number;
  /** Interval at which the server checks that the client of a running or waiting statement is still connected. */
  readonly lostClientMs: number;
  /** Silence of the peer after which either side closes the connection. At least 3,000. */
  readonly silentPeerMs: number;
  /** For a statement that nobody waits for any more, before its connection is closed. */
  readonly unwantedMs: number;
  /** For a probe, for a rollback, and between two probes while the database is unavailable. */
  readonly probeMs: number;
}

export const POSTGRES_BOUNDS: PostgresBounds = {
  waitMs: 3_000,
  connectMs: 1_500,
  workMs: 4_000,
  statementMs: 3_000,
  lockMs: 2_000,
  idleInTransactionMs: 2_500,
  lostClientMs: 1_000,
  silentPeerMs: 6_000,
  unwantedMs: 200,
  probeMs: 1_000,
};

/** A migration does not pause between its statements either; one that idles this long has lost its process. */
const IDLE_MAINTENANCE_MS = 60_000;

/** Returns PostgreSQL's settings for the shared connections of requests. */
export const requestSettings = (bounds: PostgresBounds): string =>
  settings({
    statement_timeout: bounds.statementMs,
    lock_timeout: bounds.lockMs,
    idle_in_transaction_session_timeout: bounds.idleInTransactionMs,
    ...lostClient(bounds),
  });

/** Returns the settings of a connection that migrates the schema: it waits for other instances and may rewrite large tables. */
export const maintenanceSettings = (bounds: PostgresBounds): string =>
  settings({
    statement_timeout: 0,
    lock_timeout: 0,
    idle_in_transaction_session_timeout: IDLE_MAINTENANCE_MS,
    ...lostClient(bounds),
  });

/** Lets the server detect vanished clients, even without a packet from them. */
const lostClient = ({ lostClientMs, silentPeerMs }: PostgresBounds) => ({
  client_connection_check_interval: lostClientMs,
  tcp_user_timeout: silentPeerMs,
  tcp_keepalives_idle: Math.ceil(silentPeerMs / 2_000),
  tcp_keepalives_interval: 1,
  tcp_keepalives_count: Math.floor(silentPeerMs / 2_000),
});

/** Formats settings for a connection's `options` parameter. */
const settings = (values: Readonly<Record<string, number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
