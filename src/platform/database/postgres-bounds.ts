/**
 * How long anything may take that PostgreSQL is asked for, in milliseconds. The longest that a request can wait for its
 * transaction is `waitMs` + `connectMs` + `workMs` + `probeMs` (for the rollback): less than ten seconds, after which it is
 * answered 503. A lock of a client that is gone is free after `idleInTransactionMs`.
 */
export interface PostgresBounds {
  /** In line: for the organisation's turn and for a connection to be free. */
  readonly waitMs: number;
  /** Until a new connection can be used. */
  readonly connectMs: number;
  /** For a whole transaction with its commit, or for a statement on its own. Kept here: the server may be stopped. */
  readonly workMs: number;
  /** For one statement. Kept by the server, which says so and keeps the connection; shorter than `workMs`. */
  readonly statementMs: number;
  /** For a lock that somebody else holds. Kept by the server. */
  readonly lockMs: number;
  /** Between two statements of a transaction, after which the server ends it: the client is gone or hangs. */
  readonly idleInTransactionMs: number;
  /** How often the server looks whether the client of a running or waiting statement is still there. */
  readonly lostClientMs: number;
  /** Without any sign of the other machine, after which either side takes the connection for dead. At least 3,000. */
  readonly silentPeerMs: number;
  /** For an answer to a probe, for a rollback, and between two of them while the database is away. */
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
  probeMs: 1_000,
};

/** A migration waits for nothing between its statements either; one that does for so long has lost its process. */
const IDLE_MAINTENANCE_MS = 60_000;

/** PostgreSQL's settings for a connection that requests share. */
export const requestSettings = (bounds: PostgresBounds): string =>
  settings({
    statement_timeout: bounds.statementMs,
    lock_timeout: bounds.lockMs,
    idle_in_transaction_session_timeout: bounds.idleInTransactionMs,
    ...lostClient(bounds),
  });

/** Those of a connection that changes the schema: it waits for other instances and may rewrite large tables. */
export const maintenanceSettings = (bounds: PostgresBounds): string =>
  settings({
    statement_timeout: 0,
    lock_timeout: 0,
    idle_in_transaction_session_timeout: IDLE_MAINTENANCE_MS,
    ...lostClient(bounds),
  });

/** What lets the server notice that nobody is there any more, also where no packet says so. */
const lostClient = ({ lostClientMs, silentPeerMs }: PostgresBounds) => ({
  client_connection_check_interval: lostClientMs,
  tcp_user_timeout: silentPeerMs,
  tcp_keepalives_idle: Math.ceil(silentPeerMs / 2_000),
  tcp_keepalives_interval: 1,
  tcp_keepalives_count: Math.floor(silentPeerMs / 2_000),
});

/** As the `options` of a connection's start have them. */
const settings = (values: Readonly<Record<string, number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
