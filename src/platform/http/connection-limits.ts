/** How long a client may take, in milliseconds. Streams and polls that wait are not cut by any of these. */
export interface ConnectionLimits {
  /** From the connection, or the last answer on it, to the end of the headers. */
  readonly headersMs: number;
  /** From the first byte of a request to its last. */
  readonly requestMs: number;
  /** Without a byte either way while an answer is under way: a client that does not read. Longer than any poll waits. */
  readonly silenceMs: number;
  /** Between requests on a connection that is kept. Longer than load balancers keep theirs (60 s). */
  readonly keepAliveMs: number;
  /** How often connections are looked through for those that took too long. */
  readonly checkMs: number;
}

export const CONNECTION_LIMITS: ConnectionLimits = {
  headersMs: 10_000,
  requestMs: 30_000,
  silenceMs: 120_000,
  keepAliveMs: 72_000,
  checkMs: 2_000,
};

/** The same as Fastify and Node name them. */
export const serverOptions = ({ headersMs, requestMs, silenceMs, keepAliveMs, checkMs }: ConnectionLimits) => ({
  requestTimeout: requestMs,
  connectionTimeout: silenceMs,
  keepAliveTimeout: keepAliveMs,
  http: { headersTimeout: headersMs, connectionsCheckingInterval: checkMs },
});
