/** Time limits for clients, in milliseconds. None of them ends a stream or a waiting poll. */
export interface ConnectionLimits {
  /** From the connection, or the last response on it, to the end of the headers. */
  readonly headersMs: number;
  /** From the first byte of a request to its last. */
  readonly requestMs: number;
  /** Without a byte in either direction during a response: the client does not read. Longer than any poll waits. */
  readonly silenceMs: number;
  /** Between requests on a kept-alive connection. Longer than load balancers keep theirs (60 s). */
  readonly keepAliveMs: number;
  /** Interval between checks for connections past their limit. */
  readonly checkMs: number;
}

export const CONNECTION_LIMITS: ConnectionLimits = {
  headersMs: 10_000,
  requestMs: 30_000,
  silenceMs: 120_000,
  keepAliveMs: 72_000,
  checkMs: 2_000,
};

/** The same limits under Fastify's and Node's names. */
export const serverOptions = ({ headersMs, requestMs, silenceMs, keepAliveMs, checkMs }: ConnectionLimits) => ({
  requestTimeout: requestMs,
  connectionTimeout: silenceMs,
  keepAliveTimeout: keepAliveMs,
  http: { headersTimeout: headersMs, connectionsCheckingInterval: checkMs },
});
