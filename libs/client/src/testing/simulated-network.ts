/** Answers a request, as the server or something on the way to it. */
export type SimulatedNetwork = (request: SimulatedRequest) => Promise<Response>;

export interface SimulatedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: unknown;
  readonly signal: AbortSignal;
  /** Who asks: the name its tab was opened with. */
  readonly tab: string;
  /** The browser's cookies, shared by all of its tabs. */
  readonly cookies: Map<string, string>;
}
